import { type BandLevel, type Bands, bandLevels, type Verdict, type Window } from '@ocp-perf/panel'
import { pointsOf } from '@ocp-perf/promql'
import { count, countBeyond, firstBeyond, lastTime, latestRunStart, type Side } from '@ocp-perf/stats'
import type { Metric } from '../catalog-schema.ts'
import { readsWindow } from '../expression.ts'

/** The limits that hold on one platform. */
export interface Limits extends Bands {
  hold: 'sustained' | 'event'
  /** Which side of a limit is bad. */
  side: Side
}

export interface Judgement {
  verdict: Verdict
  /** Share of the window's points beyond the limit of the verdict, of the mildest limit where the verdict is ok. */
  over: number | null
  /** When that limit was first crossed, or, where it counts only because it is ongoing, last crossed. Unix seconds. */
  since: number | null
  /** Whether the newest points are beyond the limit of the verdict, so that the trouble lasts at the window's end. */
  ongoing: boolean
}

/** Samples that make trouble more than a blip, in all or at the window's end. */
export const fewestSamples = 3
const sustainedShare = 0.1

/**
 * Points that make trouble more than a blip: three, or more than one bad scrape shows in where each point looks back over
 * several scrapes. What its source observes more rarely than that (`min_window`) cannot be waited for.
 */
export function lastingPoints(metric: Metric, expression: string, rateSeconds: number, step: number): number {
  if (!readsWindow(expression) || metric.min_window !== undefined) return fewestSamples
  return Math.max(fewestSamples, Math.floor(rateSeconds / step) + 1)
}

/** A metric's limits on a platform; undefined where none is published. */
export function limitsOf(metric: Metric, profile: string): Limits | undefined {
  if (metric.bands === undefined) return undefined
  const { profiles, hold, ...base } = metric.bands
  const { watch, degraded, critical, source } = profiles?.[profile] ?? base
  return { watch, degraded, critical, source, hold, side: metric.better === 'higher' ? 'below' : 'above' }
}

/** Limits as a panel shows them. */
export function bandsOf({ watch, degraded, critical, source }: Limits): Bands {
  return {
    ...(watch === undefined ? {} : { watch }),
    ...(degraded === undefined ? {} : { degraded }),
    ...(critical === undefined ? {} : { critical }),
    source,
  }
}

/** The figure of a level, or of the mildest level for a verdict that is none. */
export function limitFor(limits: Limits, verdict: Verdict): number | undefined {
  const level = bandLevels.find((each) => each === verdict)
  return level === undefined ? mildest(limits)?.limit : limits[level]
}

/**
 * The worst band that a series held for at least a tenth of its samples and `lasting` of them (all of them, where it has
 * fewer), or that its newest samples, as many, hold at the window's end, so that trouble is told while it is young. A
 * single sample is enough where the metric counts events. A NaN is no sample, and none at all is no data. Without limits
 * a series that has samples is unknown. A series that was there for a part of the window only, such as an alert, was over
 * its limit for no more than that part. Events that were only counted because the count looks back beyond the window's start
 * are not of this window.
 */
export function judge(
  times: Float64Array,
  values: Float64Array,
  limits: Limits | undefined,
  window: Window,
  lasting = fewestSamples,
): Judgement {
  const samples = count(values)
  const without = { over: null, since: null, ongoing: false }
  if (samples === 0) return { verdict: 'no_data', ...without }
  if (limits === undefined) return { verdict: 'unknown', ...without }
  const { side, hold } = limits
  const first = mildest(limits)
  if (first === undefined) return { verdict: 'unknown', ...without }
  // Limits rise (or fall) with the level: what is within the mildest is within all, and most of a fleet is.
  if (countBeyond(values, first.limit, side) === 0) return { verdict: 'ok', over: 0, since: null, ongoing: false }
  const needed = hold === 'event' ? 1 : Math.min(samples, Math.max(lasting, Math.ceil(samples * sustainedShare)))
  const newest = hold === 'event' ? 1 : Math.min(samples, lasting)
  const describe = (verdict: Verdict, limit: number): Judgement => {
    const beyond = countBeyond(values, limit, side)
    const run = ongoingSince(times, values, { limit, side, newest, window })
    const since = beyond >= needed || run === undefined ? firstBeyond(times, values, limit, side) : run
    return {
      verdict,
      over: beyond / Math.max(pointsOf(window), samples),
      since,
      ongoing: verdict !== 'ok' && run !== undefined,
    }
  }
  const levels = isCarriedIn(values, limits) ? [] : bandLevels.toReversed()
  for (const level of levels) {
    const limit = limits[level]
    if (limit === undefined) continue
    const held = countBeyond(values, limit, side) >= needed
    if (held || ongoingSince(times, values, { limit, side, newest, window }) !== undefined)
      return describe(level, limit)
  }
  return describe('ok', first.limit)
}

/** Whether a count of events never rises and falls to nothing: all that it counted had happened before the first sample. */
function isCarriedIn(values: Float64Array, { hold, side }: Limits): boolean {
  if (hold !== 'event' || side !== 'above') return false
  const samples = values.filter((value) => !Number.isNaN(value))
  return samples.at(-1) === 0 && samples.every((value, index) => index === 0 || value <= (samples[index - 1] ?? 0))
}

/** Whether a series stopped before the window did; a point that is late by one step is no end. */
export function hasEnded(times: Float64Array, values: Float64Array, { end, step }: Window): boolean {
  return lastTime(times, values) < end - step
}

interface Ongoing {
  limit: number
  side: Side
  /** Samples that must be beyond the limit at the window's end. */
  newest: number
  window: Window
}

/** Since when the newest samples are beyond a limit; undefined when they are too few, or not at the window's end. */
function ongoingSince(
  times: Float64Array,
  values: Float64Array,
  { limit, side, newest, window }: Ongoing,
): number | undefined {
  const start = latestRunStart(values, limit, side)
  if (start < 0 || hasEnded(times, values, window)) return undefined
  const earliest = window.end - newest * window.step
  let fresh = 0
  for (let index = values.length - 1; index >= start && (times[index] ?? 0) >= earliest; index--) {
    if (!Number.isNaN(values[index])) fresh++
  }
  return fresh >= newest ? times[start] : undefined
}

function mildest(limits: Limits): { level: BandLevel; limit: number } | undefined {
  for (const level of bandLevels) {
    const limit = limits[level]
    if (limit !== undefined) return { level, limit }
  }
  return undefined
}
