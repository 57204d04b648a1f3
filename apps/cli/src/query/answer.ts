import type { MetricResult, PanelResult, Unit } from '@ocp-perf/panel'
import type { Labels, Recording } from '@ocp-perf/promql'

export interface QueryRequest {
  query: string
  duration: string | undefined
  start_time: string | undefined
  end_time: string | undefined
  step: string | undefined
  instant: boolean
  /** Rows shown in a table; JSON and CSV have all. */
  top: number
}

export interface AnswerSeries {
  labels: Labels
  /** Unix seconds and values, without points that are missing. */
  times: Float64Array
  values: Float64Array
}

/** What came of a question, whichever kind it was. */
export interface QueryAnswer {
  query: string
  cluster: string
  /** The recording that answered, where none is live. */
  recording: Recording | undefined
  /** Unix seconds; a moment has no step. */
  window: { start: number; end: number; step: number | undefined }
  /** Of PromQL nothing is known but what it answered. */
  unit: Unit | undefined
  /** Of a catalog metric: verdict, notes, and its rows in the order of the series. */
  panel: PanelResult | undefined
  metric: MetricResult | undefined
  series: readonly AnswerSeries[]
  /** What the source says beside the answer. */
  warnings: readonly string[]
  partial: boolean
}
