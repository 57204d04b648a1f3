import { type BandLevel, type Bands, bandLevels, type Verdict } from '@ocp-perf/panel'
import { count, countBeyond, firstBeyond, type Side } from '@ocp-perf/stats'
import type { Metric } from '../catalog-schema.ts'

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
  /** When that limit was first crossed, unix seconds. */
  since: number | null
}

const fewestSamples = 3
const sustainedShare = 0.1

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
 * The worst band that a series held for at least a tenth of its samples and three of them (all of them, where it has
 * fewer); a single sample is enough where the metric counts events. A NaN is no sample, and none at all is no data.
 * Without limits a series that has samples is unknown. `points` is how many the window has: a series that was there for
 * a part of it only, such as an alert, was over its limit for no more than that part.
 */
export function judge(
  times: Float64Array,
  values: Float64Array,
  limits: Limits | undefined,
  points: number,
): Judgement {
  const samples = count(values)
  if (samples === 0) return { verdict: 'no_data', over: null, since: null }
  if (limits === undefined) return { verdict: 'unknown', over: null, since: null }
  const needed =
    limits.hold === 'event' ? 1 : Math.min(samples, Math.max(fewestSamples, Math.ceil(samples * sustainedShare)))
  const describe = (verdict: Verdict, limit: number): Judgement => {
    const beyond = countBeyond(values, limit, limits.side)
    return {
      verdict,
      over: beyond / Math.max(points, samples),
      since: beyond === 0 ? null : firstBeyond(times, values, limit, limits.side),
    }
  }
  for (const level of bandLevels.toReversed()) {
    const limit = limits[level]
    if (limit !== undefined && countBeyond(values, limit, limits.side) >= needed) return describe(level, limit)
  }
  const first = mildest(limits)
  return first === undefined ? { verdict: 'unknown', over: null, since: null } : describe('ok', first.limit)
}

function mildest(limits: Limits): { level: BandLevel; limit: number } | undefined {
  for (const level of bandLevels) {
    const limit = limits[level]
    if (limit !== undefined) return { level, limit }
  }
  return undefined
}
