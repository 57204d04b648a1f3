import type { LabelMatcher, Labels, MetricMetadata } from '@ocp-perf/promql'

/**
 * One series as it is held: two columns of the same length. Times are unix milliseconds, ascending, each once; staleness
 * markers stand among the values (`isStale`). Read-only for everybody but the store.
 */
export interface StoredSeries {
  /** With `__name__`. */
  readonly labels: Labels
  readonly times: Float64Array
  readonly values: Float64Array
}

/** From and to unix milliseconds, both ends included. */
export interface TimeSpan {
  from: number
  to: number
}

/** Where samples come from: a dump in memory, history, a simulator. Failures are `AppError`s; an abort passes through. */
export interface SampleStore {
  /** The times of the first and the last sample; undefined while there is none. */
  span(): TimeSpan | undefined
  /**
   * The series that fit all matchers, with at least their samples of that span; in the order of their labels, since what
   * `topk` and `limitk` take of equals goes by it.
   */
  select(matchers: readonly LabelMatcher[], span: TimeSpan, signal?: AbortSignal): Promise<readonly StoredSeries[]>
  /** The label sets of the series that fit all matchers and have a sample in that span. */
  labelSets(matchers: readonly LabelMatcher[], span: TimeSpan, signal?: AbortSignal): Promise<readonly Labels[]>
  /** Type, help and unit by metric name, as far as they are known. */
  metadata(): ReadonlyMap<string, MetricMetadata>
}
