import { finiteOf, normalMad, robustScale } from './scale.ts'
import { selectDistance, selectQuantile } from './select.ts'
import { type Column, mean } from './summary.ts'

/** The score of what differs where nothing ever did: beyond any usual threshold, and yet a number. */
export const newValueScore = 100

/** How many scales each sample lies from the center. */
export interface ZScores {
  /** One for each value of the column, below zero below the center; NaN at gaps and infinities. */
  scores: Float64Array
  center: number
  /** 0 where nothing varies; NaN with too few samples. */
  scale: number
  /** Finite samples that were judged. */
  samples: number
  /** Infinities among the values, which are neither judged nor counted in center and scale; gaps are not among them. */
  dropped: number
  /** Samples that differ where the scale is zero; their score is ±`newValueScore`, since it would be infinite. */
  newValues: number
}

/** Whether the scale has a floor (see `robustScale`), which it needs where more than half of the samples may be equal. */
export interface RobustZOptions {
  floor?: boolean
}

/** (x − mean) / standard deviation of the population, in two passes. NaN with fewer than two samples. O(n). */
export function zScores(values: Column): ZScores {
  const finite = finiteOf(values)
  const center = mean(finite)
  let squares = 0
  for (let index = 0; index < finite.length; index++) squares += ((finite[index] ?? Number.NaN) - center) ** 2
  return scoresOf(values, finite.length, center, finite.length < 2 ? Number.NaN : Math.sqrt(squares / finite.length))
}

/** (x − median) / scale, which a minority of outliers cannot move, by selection and not by sorting. O(n). */
export function robustZScores(values: Column, { floor = true }: RobustZOptions = {}): ZScores {
  const finite = finiteOf(values)
  if (finite.length < 2) return scoresOf(values, finite.length, selectQuantile(finite, 0.5), Number.NaN)
  if (floor) {
    const { center, scale } = robustScale(finite)
    return scoresOf(values, finite.length, center, scale)
  }
  const center = selectQuantile(finite, 0.5, finite.length)
  return scoresOf(values, finite.length, center, normalMad * selectDistance(finite, center, 0.5, finite.length))
}

function scoresOf(values: Column, samples: number, center: number, scale: number): ZScores {
  const scores = new Float64Array(values.length)
  let dropped = 0
  let newValues = 0
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN
    const away = value - center
    if (scale > 0 && Number.isFinite(value)) scores[index] = away / scale
    else if (!Number.isFinite(value)) {
      scores[index] = Number.NaN
      if (!Number.isNaN(value)) dropped++
    } else if (scale === 0) {
      scores[index] = newValueScore * Math.sign(away)
      if (away !== 0) newValues++
    } else scores[index] = Number.NaN
  }
  return { scores, center, scale, samples, dropped, newValues }
}
