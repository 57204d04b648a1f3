import type { Labels } from '@ocp-perf/promql'

/** The steps at which an expression is evaluated: start, start + step … in unix milliseconds. An instant query has one. */
export interface Grid {
  start: number
  /** Positive; without meaning where there is one step. */
  step: number
  count: number
  /** The end that was asked for, where it lies behind the last step: `@ end()` means this one. */
  end?: number | undefined
}

/** One series of a vector at every step of the grid. */
export interface VectorSeries {
  labels: Labels
  /** One value a step. */
  values: Float64Array
  /** 1 where the series has a point at that step; a NaN may be one. */
  present: Uint8Array
  /** When the sample behind each step was taken, unix milliseconds: only where `timestamp` asks for it. */
  times?: Float64Array
}

/** One number at every step. */
export interface ScalarValue {
  type: 'scalar'
  values: Float64Array
}

/** Label sets are unique; a series without any point may be left out or stay. */
export interface VectorValue {
  type: 'vector'
  series: readonly VectorSeries[]
}

export interface StringValue {
  type: 'string'
  text: string
}

/** Samples of one series for functions over ranges: staleness markers are gone, times ascend (unix milliseconds). */
export interface RangeSeries {
  labels: Labels
  times: Float64Array
  values: Float64Array
}

/** What a range selector or a subquery gives; at the step of time t its window reaches to t shifted by `@` and offset. */
export interface MatrixValue {
  type: 'matrix'
  series: readonly RangeSeries[]
  /** Milliseconds. */
  range: number
  /** The end of the window at each step, unix milliseconds. */
  ends: Float64Array
  /** Whether a window holds its left end too, as up to Prometheus 2. */
  leftClosed: boolean
}

export type Value = ScalarValue | VectorValue | StringValue | MatrixValue
