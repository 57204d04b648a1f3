import { normalMad } from '../summary/scale.ts'
import { type Column, mad, mean, p50 } from '../summary/summary.ts'

export interface FleetOptions {
  /** |z| from which a member is an outlier: Iglewicz and Hoaglin, "How to Detect and Handle Outliers", ASQC 1993, chapter 3. */
  threshold?: number
  /** Members without which there is no middle that one of them could be far from. */
  minimumMembers?: number
  /** Smallest spread, as a share of the middle: members that are nearly alike have outliers that do not matter. */
  floor?: number
}

/** A fleet held against its own middle. */
export interface FleetOutliers {
  status: 'judged' | 'too_little_data'
  method: 'robust-z'
  baseline: string
  /** Members that have a finite figure. */
  samples: number
  needed: number
  threshold: number
  /** The median of all members. */
  middle: number
  /** What one z is, in the unit of the figures. */
  spread: number
  /** Of each member, positive above the middle; 0 in the middle, NaN without a figure. */
  scores: Column
  /** Indices of those apart, the farthest first. */
  outliers: number[]
}

/** Makes the mean absolute deviation of a normal distribution its standard deviation (same source). */
const ofMeanDeviation = 1.2533

/**
 * Which members of a fleet stand apart, by one figure of each: robust z = (value − median) / spread, where the spread is that of
 * the median absolute deviation, of the mean one where that is 0, and at least the floor. Infinite figures have no part in it.
 */
export function fleetOutliers(values: Column, options: FleetOptions = {}): FleetOutliers {
  const { threshold = 3.5, minimumMembers = 5, floor = 0.01 } = options
  if (!(threshold > 0)) throw new RangeError(`The threshold is above 0, not ${threshold}.`)
  const known = values.filter(Number.isFinite)
  const middle = p50(known)
  const about = {
    method: 'robust-z',
    baseline: 'the median of all members',
    samples: known.length,
    needed: minimumMembers,
    threshold,
    middle,
  } as const
  if (known.length < minimumMembers) {
    const scores = new Float64Array(values.length).fill(Number.NaN)
    return { status: 'too_little_data', ...about, spread: Number.NaN, scores, outliers: [] }
  }
  const spread = Math.max(spreadOf(known, middle), floor * Math.abs(middle))
  const scores = values.map((value) => {
    if (!Number.isFinite(value)) return Number.NaN
    return value === middle ? 0 : (value - middle) / spread
  })
  const distanceOf = (index: number) => Math.abs(scores[index] ?? Number.NaN)
  const outliers = Array.from(scores.keys()).filter((index) => distanceOf(index) >= threshold)
  outliers.sort((a, b) => distanceOf(b) - distanceOf(a) || a - b)
  return { status: 'judged', ...about, spread, scores, outliers }
}

function spreadOf(values: Column, middle: number): number {
  const spread = normalMad * mad(values, middle)
  return spread > 0 ? spread : ofMeanDeviation * mean(values.map((value) => Math.abs(value - middle)))
}
