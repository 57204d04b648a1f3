import type { Labels } from '@ocp-perf/promql'
import type { Samples } from '@ocp-perf/stats'

/** One series of an answer, whoever gave it. */
export interface AskedSeries extends Samples {
  labels: Labels
}

/**
 * Why an answer has nothing to look at. The three are told apart because each has another remedy: another name, another
 * window, another expression.
 */
export type Emptiness =
  | { kind: 'unknown_metric'; names: readonly string[]; near: readonly string[] }
  | { kind: 'no_series'; reason: string }
  | { kind: 'only_nan'; points: number }

/** What a query gave, of Prometheus or InfluxDB. Times are unix seconds. */
export interface SeriesSet {
  kind: 'prometheus' | 'influxdb'
  /** The name of the cluster or of the InfluxDB source. */
  source: string
  query: string
  /** What was looked at; a moment has no step, and neither has what InfluxDB was asked for. */
  window: { start: number; end: number; step: number | null }
  /** What counts as now there: this server's clock, or the end of a recording. */
  now: number
  series: readonly AskedSeries[]
  empty: Emptiness | undefined
  /** Part of the data was out of reach. */
  partial: boolean
  /** What the source says beside its answer, and what was dropped from it. */
  notes: readonly string[]
}

/** Whether a point can be computed with. */
export function countFinite(values: Float64Array): number {
  let finite = 0
  for (const value of values) if (Number.isFinite(value)) finite++
  return finite
}

/** Points of all series. */
export function pointsIn(series: readonly AskedSeries[]): number {
  return series.reduce((sum, { times }) => sum + times.length, 0)
}

/** A series without its labels, as kernels take it. */
export function samplesOf({ times, values }: Samples): Samples {
  return { times, values }
}
