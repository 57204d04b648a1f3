import { selectDistance, selectQuantile } from './select.ts'
import type { Column } from './summary.ts'

/** 1 / Φ⁻¹(¾): what makes the MAD of normal samples their standard deviation. */
export const normalMad = 1.4826
/** Standard deviations between the 2 % and the 98 % quantile of normal samples. */
const normalWidth = 4.1
/** What is less than this share of its own level is hardly ever a spread that matters. */
const leastShare = 0.01

/** Which of the candidates was the largest: `mad`, `range` of the middle 96 %, `level`, `resolution`; `none` where all are zero. */
export type ScaleBasis = 'mad' | 'range' | 'level' | 'resolution' | 'none'

/** Where samples lie and how far they usually are from there, whatever a few of them do. */
export interface RobustScale {
  /** The median; NaN without a finite sample. */
  center: number
  /** In the unit of the samples, comparable with a standard deviation; 0 where nothing varies, NaN without a finite sample. */
  scale: number
  basis: ScaleBasis
  /** Finite samples it rests on. */
  samples: number
}

/** What a scale is made of, for those that have the ranks at hand. */
export interface ScaleParts {
  median: number
  mad: number
  /** The 2 % and the 98 % quantile. */
  q02: number
  q98: number
  /** The smallest step that the samples can take; 0 or nothing where it is not known. */
  resolution?: number
}

/**
 * The largest of several measures, since each alone is zero for some series, and a score divided by it explodes: 1.4826 MAD
 * (zero once more than half of the samples are equal), (q98 − q02) / 4.1, 1 % of |median|, and the resolution.
 */
export function scaleOf({ median, mad, q02, q98, resolution = 0 }: ScaleParts): { scale: number; basis: ScaleBasis } {
  let scale = normalMad * mad
  let basis: ScaleBasis = 'mad'
  const range = (q98 - q02) / normalWidth
  if (range > scale) [scale, basis] = [range, 'range']
  const level = leastShare * Math.abs(median)
  if (level > scale) [scale, basis] = [level, 'level']
  if (resolution > scale) [scale, basis] = [resolution, 'resolution']
  return { scale, basis: scale === 0 ? 'none' : basis }
}

/** Center and scale of the finite samples of a column, in any order; exact, O(n). */
export function robustScale(values: Column): RobustScale {
  const finite = finiteOf(values)
  const samples = finite.length
  const median = selectQuantile(finite, 0.5, samples)
  const mad = selectDistance(finite, median, 0.5, samples)
  const q02 = selectQuantile(finite, 0.02, samples)
  const q98 = selectQuantile(finite, 0.98, samples)
  if (samples === 0) return { center: Number.NaN, scale: Number.NaN, basis: 'none', samples }
  const { scale } = scaleOf({ median, mad, q02, q98 })
  const resolution = resolutionAbove(finite, q02, q98, scale)
  return { center: median, ...scaleOf({ median, mad, q02, q98, resolution }), samples }
}

/** The column itself where all of it is finite, else a copy of what is. */
export function finiteOf(values: Column): Column {
  let finite = 0
  for (let index = 0; index < values.length; index++) if (Number.isFinite(values[index] ?? Number.NaN)) finite++
  return finite === values.length ? values : values.filter((value) => Number.isFinite(value))
}

/**
 * The smallest step between different samples of the middle 96 %, where it is larger than a scale that is known already; else
 * 0. These span at most 4.1 of that scale, so that more than five different ones make a smaller step sure and end the search.
 */
function resolutionAbove(finite: Column, q02: number, q98: number, scale: number): number {
  const different: number[] = []
  for (let index = 0; index < finite.length; index++) {
    const value = finite[index] ?? Number.NaN
    if (value < q02 || value > q98 || different.includes(value)) continue
    if (different.length === 5) return 0
    different.push(value)
  }
  different.sort((a, b) => a - b)
  let step = Number.POSITIVE_INFINITY
  for (let index = 1; index < different.length; index++) {
    step = Math.min(step, (different[index] ?? Number.NaN) - (different[index - 1] ?? Number.NaN))
  }
  return step > scale && step !== Number.POSITIVE_INFINITY ? step : 0
}
