import type { Frame } from '@ocp-perf/promql'
import type { Grid } from './evaluate/value.ts'
import type { SampleStore } from './samples/sample-store.ts'

/** Up to Prometheus 2.x a range includes its left end (`v2`); since 3.0 it does not (`v3`). */
export type Semantics = 'v2' | 'v3'

export interface EngineOptions {
  store: SampleStore
  /** Default `v3`. */
  semantics?: Semantics | undefined
  /** How far back an instant selector looks for a sample. Default 300,000. */
  lookbackMs?: number | undefined
  /** The step of a subquery that names none. Default 60,000. */
  defaultStepMs?: number | undefined
  /** The most samples that one query may hold at once. Default 50 million, as in Prometheus. */
  maxSamples?: number | undefined
}

/** One evaluation: unix milliseconds, checked for the limit between parts of the query. */
export interface EngineQuery {
  text: string
  grid: Grid
  /** What is asked; by default a grid of one step is `instant`. A range query may have one step as well. */
  kind?: 'instant' | 'range' | undefined
  signal?: AbortSignal | undefined
  /** `performance.now()` after which the query is given up with `timeout`. */
  deadline?: number | undefined
}

/** A frame as the HTTP client gives one, and the type that the HTTP API names. */
export interface EngineAnswer {
  type: 'scalar' | 'vector' | 'matrix' | 'string'
  /** A string has no series: its text stands here. */
  text?: string | undefined
  frame: Frame
}

/**
 * PromQL over one store, evaluated as Prometheus does it.
 *
 * @throws AppError `bad_query` with line and column for what does not parse, has the wrong types or cannot be evaluated
 * (as many-to-many matching); `too_large` beyond `maxSamples`; `timeout`.
 */
export interface Engine {
  query(query: EngineQuery): Promise<EngineAnswer>
}
