import type { Metric } from '@ocp-perf/metrics'
import type { BaselineRow } from '@ocp-perf/panel'
import { boundary, mad, normalMad, p50, pettitt, type Side, shareBeyond } from '@ocp-perf/stats'
import type { Columns } from './join-past.ts'
import type { Past } from './pick-past.ts'

const deviations = 3
/** A level that moved by less than a tenth of itself did not move, however steady it was. */
const leastChange = 0.1
/** As verdicts have it: trouble of less than a tenth of a window, or of fewer samples, is a blip. */
const sustainedShare = 0.1
const fewestSamples = 3
/** Far more seldom than the usual 0.05, for hundreds of series are tested at once. */
const rarelyByChance = 0.01

/** The mildest published limit of a metric, and the side on which it is bad. */
export interface Limit {
  value: number
  side: Side
}

export interface Judged {
  now: number
  usual: number | null
  spread: number | null
  share: number | null
  usualShare: number | null
  standing: BaselineRow['standing']
  /** |now − usual| in units of what is no difference yet; 0 without a past. */
  distance: number
  /** Samples of the present. */
  samples: number
  change: Change | undefined
}

/** A change of level between two samples that follow each other, unix seconds. */
export interface Change {
  after: number
  at: number
  /** Median since then. */
  level: number
}

/**
 * Holds a present against its past. Their medians differ when they lie further apart than three standard deviations of the
 * past (as its MAD gives them), a tenth of the usual level and the metric's noise; `better` says what that means. A window
 * whose median is as usual is judged by its new level where the level changed within it, and is worse where the share of
 * time beyond the limit grew by more than a tenth. Undefined where the present has no sample.
 *
 * Leys et al. (2013), Detecting outliers: use absolute deviation around the median, JESP 49(4), 764–766.
 */
export function judge(present: Columns, past: Past, metric: Metric, limit: Limit | undefined): Judged | undefined {
  const values = present.values.filter(Number.isFinite)
  if (values.length === 0) return undefined
  const now = p50(values)
  const share = shareOver(values, limit)
  const usualShare = shareOver(past.values, limit)
  const figures = { now, share, usualShare, samples: values.length }
  if (past.values.length === 0) {
    return { ...figures, usual: null, spread: null, standing: 'thin', distance: 0, change: undefined }
  }
  const usual = p50(past.values)
  const spread = mad(past.values, usual)
  const unmoved = toleranceOf(usual, spread, metric)
  const judged = { ...figures, usual, spread, distance: distanceOf(Math.abs(now - usual), unmoved) }
  if (past.thin || values.length < fewestSamples) return { ...judged, standing: 'thin', change: undefined }
  const change = changeOf(past, present, metric)
  const isNew = Math.abs(now - usual) <= unmoved && change !== undefined && change.at > (present.times[0] ?? 0)
  const away = (isNew ? change.level : now) - usual
  if (Math.abs(away) > unmoved) {
    return { ...judged, distance: distanceOf(Math.abs(away), unmoved), standing: directionOf(away, metric), change }
  }
  const isMoreOver =
    limit !== undefined &&
    (share ?? 0) - (usualShare ?? 0) > sustainedShare &&
    Math.round(values.length * (share ?? 0)) >= fewestSamples
  return { ...judged, standing: isMoreOver ? 'worse' : 'usual', change }
}

/** How far from a level is not yet away from it, in the metric's unit. */
function toleranceOf(level: number, spread: number, { noise = 0 }: Metric): number {
  return Math.max(deviations * normalMad * spread, leastChange * Math.abs(level), noise)
}

/** Where a past of nothing but zeros gives no measure, a tenth of the present stands for it. */
function distanceOf(difference: number, unmoved: number): number {
  if (difference === 0) return 0
  return difference / (unmoved === 0 ? leastChange * difference : unmoved)
}

function directionOf(difference: number, { better }: Metric): BaselineRow['standing'] {
  if (better === 'none') return 'different'
  return difference > 0 === (better === 'lower') ? 'worse' : 'better'
}

function shareOver(values: Float64Array, limit: Limit | undefined): number | null {
  return limit === undefined || values.length === 0 ? null : shareBeyond(values, limit.value, limit.side)
}

/**
 * Where the level changed once in all that is known, by Pettitt's test. Neighbouring samples resemble each other, so that
 * its probability alone would call each slow drift a change: the levels before and after must also differ.
 */
function changeOf({ trend }: Past, present: Columns, metric: Metric): Change | undefined {
  const times = append(trend.times, present.times)
  const finite = append(trend.values, present.values).map((value) => (Number.isFinite(value) ? value : Number.NaN))
  const { index, p } = pettitt(finite)
  if (index < 0 || !(p < rarelyByChance)) return undefined
  const before = finite.subarray(0, index)
  const [level, next] = [p50(before), p50(finite.subarray(index))]
  if (Math.abs(next - level) <= toleranceOf(level, mad(before, level), metric)) return undefined
  const found = boundary(finite, level, next)
  const first = found < 0 ? index : found
  const last = finite.subarray(0, first).findLastIndex((value) => !Number.isNaN(value))
  return { after: times[last] ?? Number.NaN, at: times[first] ?? Number.NaN, level: p50(finite.subarray(first)) }
}

function append(first: Float64Array, second: Float64Array): Float64Array {
  const whole = new Float64Array(first.length + second.length)
  whole.set(first)
  whole.set(second, first.length)
  return whole
}
