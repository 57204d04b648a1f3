import { type Column, interpolate, p50, sortedSamples } from '../summary/summary.ts'
import { effectiveSamples, neighbourCorrelation } from './noise.ts'

/** A figure and the interval that holds the true one in 95 of 100 cases. */
export interface Interval {
  value: number
  low: number
  high: number
}

/** A level: the median of its samples, with its interval. */
export interface Level {
  median: number
  low: number
  high: number
  samples: number
}

/** z of 95 of 100 cases, both sides. */
const ofInterval = 1.96

/**
 * Median and its interval by order statistics: with n independent samples the quantiles ½ ± 1.96 / (2·√n), whatever the
 * distribution (Conover 1999, Practical Nonparametric Statistics, 3.2). Samples that resemble their neighbours count for less.
 */
export function levelOf(values: Column): Level {
  const median = p50(values)
  const rho = neighbourCorrelation([values.map((value) => value - median)])
  const reach = ofInterval / (2 * Math.sqrt(effectiveSamples(values.length, rho)))
  const sorted = sortedSamples(values)
  return {
    median,
    low: interpolate(sorted, Math.max(0, 0.5 - reach)),
    high: interpolate(sorted, Math.min(1, 0.5 + reach)),
    samples: values.length,
  }
}

/**
 * after − before, its interval put together from those of both levels: the distances to the bounds add as squares.
 *
 * Zou and Donner (2008), Construction of confidence limits about effect measures, Statistics in Medicine 27, 1693–1702.
 */
export function differenceOf(before: Level, after: Level): Interval {
  const value = after.median - before.median
  return {
    value,
    low: value - Math.hypot(after.median - after.low, before.high - before.median),
    high: value + Math.hypot(after.high - after.median, before.median - before.low),
  }
}
