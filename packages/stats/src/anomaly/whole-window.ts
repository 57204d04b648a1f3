import { scaleOf } from '../summary/scale.ts'
import { interpolate, mad, mean } from '../summary/summary.ts'
import { beyondQuartiles, normalRange } from './moving-views.ts'
import { inScales } from './spread.ts'
import type { Band } from './view.ts'

/** Judges samples of a window by all of them. */
export interface WholeWindow {
  /** Signed, in the unit of the method. */
  score(value: number): number
  band: Band
}

export type WholeWindowMethod = 'zscore' | 'mad' | 'iqr'

/** @param samples finite, at least one */
export function createWholeWindow(method: WholeWindowMethod, samples: Float64Array, threshold: number): WholeWindow {
  if (method === 'zscore') {
    const center = mean(samples)
    const deviation = Math.sqrt(mean(samples.map((value) => (value - center) ** 2)))
    return around(center, Math.max(deviation, Math.abs(center) / 100), threshold)
  }
  const sorted = samples.toSorted()
  const quantile = (share: number) => interpolate(sorted, share)
  const center = quantile(0.5)
  const { scale } = scaleOf({
    median: center,
    mad: mad(samples, center),
    q02: quantile(0.02),
    q98: quantile(0.98),
    resolution: usualDeviation(samples, center),
  })
  if (method === 'mad') return around(center, scale, threshold)
  const [lower, upper] = [quantile(0.25), quantile(0.75)]
  const range = Math.max(upper - lower, normalRange * scale)
  return {
    score: (value) => beyondQuartiles(value, { lower, upper, range }),
    band: { low: lower - threshold * range, high: upper + threshold * range, center },
  }
}

/**
 * Median of those distances from the middle that are not zero, where one in twenty is none: what a count that is zero nearly
 * always is when it is not. Fewer than those may well be the incident.
 */
function usualDeviation(samples: Float64Array, center: number): number {
  const deviations = samples.map((value) => Math.abs(value - center)).filter((deviation) => deviation > 0)
  return deviations.length >= samples.length / 20 ? interpolate(deviations.sort(), 0.5) : 0
}

function around(center: number, scale: number, threshold: number): WholeWindow {
  return {
    score: (value) => inScales(value - center, scale),
    band: { low: center - threshold * scale, high: center + threshold * scale, center },
  }
}
