import type { Column } from '../summary/summary.ts'
import { newValueScore } from '../summary/z-scores.ts'
import { createSortedWindow } from './sorted-window.ts'

/** Of each sample and those before it; NaN at gaps. */
export interface RollingMedianMad {
  median: Float64Array
  /** Median distance from that median. */
  mad: Float64Array
}

/**
 * Median and MAD of the last `width` samples at each sample, itself among them; of fewer at the begin. A gap is no sample: it has
 * no answer, and the window reaches further back over it. NaN is the MAD where the median is infinite. O(n log w).
 */
export function rollingMedianMad(values: Column, width: number): RollingMedianMad {
  const window = createSortedWindow(width)
  const median = new Float64Array(values.length)
  const mad = new Float64Array(values.length)
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN
    if (Number.isNaN(value)) {
      median[index] = mad[index] = Number.NaN
      continue
    }
    window.push(value)
    const center = window.median()
    median[index] = center
    mad[index] = window.mad(center)
  }
  return { median, mad }
}

/**
 * How many standard deviations each sample lies from the mean of the `width` samples before it; of fewer at the begin, and NaN
 * where there are not two. Where those were all equal, what differs from them scores ±`newValueScore`. Gaps and infinities are
 * NaN and no sample to compare with. O(n).
 */
export function rollingZ(values: Column, width: number): Float64Array {
  const moments = createMovingMoments(width)
  const scores = new Float64Array(values.length)
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN
    scores[index] = Number.NaN
    if (!Number.isFinite(value)) continue
    if (moments.size >= 2) {
      const deviation = moments.deviation()
      const away = value - moments.mean
      scores[index] = deviation > 0 ? away / deviation : newValueScore * Math.sign(away)
    }
    moments.push(value)
  }
  return scores
}

/** Mean and standard deviation of the population of the last samples, all of them finite. */
interface MovingMoments {
  readonly size: number
  readonly mean: number
  deviation(): number
  push(value: number): void
}

/**
 * Welford's updates, for a sample that comes and one that leaves. They gather rounding errors, so that the moments are taken
 * anew once in each round of the window, which costs O(1) a sample; a window of one value is told by counting, since rounding
 * would leave it a tiny deviation.
 */
function createMovingMoments(width: number): MovingMoments {
  if (!Number.isInteger(width) || width < 2) {
    throw new RangeError(`A deviation needs a whole number of samples from 2 on, not ${width}.`)
  }
  const ring = new Float64Array(width)
  let size = 0
  let place = 0
  let mean = 0
  let squares = 0
  let equalInARow = 0
  let previous = Number.NaN

  function takeAnew(): void {
    let sum = 0
    for (let index = 0; index < size; index++) sum += ring[index] ?? Number.NaN
    mean = sum / size
    squares = 0
    for (let index = 0; index < size; index++) squares += ((ring[index] ?? Number.NaN) - mean) ** 2
  }

  return {
    get size() {
      return size
    },
    get mean() {
      return equalInARow >= size ? previous : mean
    },
    deviation: () => (equalInARow >= size ? 0 : Math.sqrt(Math.max(0, squares) / size)),
    push(value) {
      equalInARow = value === previous ? equalInARow + 1 : 1
      previous = value
      const before = mean
      if (size < width) {
        size++
        mean += (value - mean) / size
        squares += (value - before) * (value - mean)
      } else {
        const leaving = ring[place] ?? Number.NaN
        mean += (value - leaving) / size
        squares += (value - leaving) * (value - mean + (leaving - before))
      }
      ring[place] = value
      place = place + 1 === width ? 0 : place + 1
      if (place === 0) takeAnew()
    },
  }
}
