import type { Frame, Series } from '@ocp-perf/promql'
import { type RunRecord, runId } from '@ocp-perf/storage'

const stepSeconds = 15

/** Series for a while, sampled every 15 s, as runs of an hour each. */
export interface SyntheticHours {
  start: number
  hours: number
  /** Of each kind. */
  series: number
}

/** A run with nothing but points. */
function runOf(startedAt: number, frames: ReadonlyMap<string, Frame>): RunRecord {
  return {
    id: runId(startedAt),
    tool: 'get_performance_deep_drive',
    server: 'bench',
    cluster: 'lab',
    platform: 'standalone',
    startedAt,
    window: null,
    recording: null,
    verdict: 'ok',
    headline: 'A made-up run.',
    score: 100,
    panels: [],
    frames,
    findings: [],
    report: null,
  }
}

/**
 * The hours one after the other. There is a metric of each kind of values: `ratio` to three decimals, `size` in whole
 * pages, `latency` with all the digits of a double, `load` to two decimals, and `info`, which is 1.
 */
export function* hourlyRuns({ start, hours, series }: SyntheticHours): Generator<RunRecord> {
  const random = generator(3)
  const walks = Float64Array.from({ length: series }, () => random() * 100)
  for (let hour = 0; hour < hours; hour++) {
    const from = start + hour * 3600
    const times = Float64Array.from({ length: 3600 / stepSeconds }, (_, point) => from + point * stepSeconds)
    const frames = new Map<string, Frame>()
    for (const [metric, valueAt] of Object.entries(kinds)) {
      const list = Array.from({ length: series }, (_, index): Series => {
        const values = times.map(() => {
          walks[index] = (walks[index] ?? 0) + random() - 0.5
          return valueAt(walks[index] ?? 0)
        })
        return { labels: { member: `m${index % 3}`, series: String(index) }, times, values }
      })
      frames.set(metric, { series: list, warnings: [], partial: false })
    }
    yield runOf(from + 3600, frames)
  }
}

const kinds: Record<string, (walk: number) => number> = {
  ratio: (walk) => Math.round(Math.abs(walk) * 7000) / 1000,
  size: (walk) => Math.round(walk * 4096) * 4096,
  latency: (walk) => Math.abs(walk) / 3,
  load: (walk) => Math.round(Math.abs(walk) * 100) / 100,
  info: () => 1,
}

/** A run like a deep drive of a cluster of three members: many metrics, few series, a point every 15 s. */
export function deepDrive(startedAt: number, metrics: number, points: number): RunRecord {
  const random = generator(5)
  const times = Float64Array.from({ length: points }, (_, point) => startedAt - (points - point) * stepSeconds)
  const frames = new Map<string, Frame>()
  for (let metric = 0; metric < metrics; metric++) {
    const series = ['m1', 'm2', 'm3'].map(
      (member): Series => ({ labels: { member }, times, values: times.map(random) }),
    )
    frames.set(`metric_${metric}`, { series, warnings: [], partial: false })
  }
  return runOf(startedAt, frames)
}

/** Uniform numbers from 0 to 1, the same each time: Park and Miller's minimal standard generator. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}
