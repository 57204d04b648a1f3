import type { Grid, Value } from '../evaluate/value.ts'
import type { Expression, Place, ValueType } from '../syntax/ast.ts'

/** The samples of one series inside one window: indices `from` to `to` (excluded) of the columns, never none. */
export interface SampleWindow {
  times: Float64Array
  values: Float64Array
  from: number
  to: number
  /** The window itself in unix milliseconds, offset and `@` applied; it excludes its start (with `v2` semantics it does not). */
  start: number
  end: number
  /** The step's own time, which `predict_linear` reckons from. */
  time: number
}

/** What Prometheus says beside an answer; the place is where in the query. */
export type Annotate = (level: 'info' | 'warning', message: string, place: Place) => void

/** What a call is evaluated with. */
export interface CallContext {
  grid: Grid
  /** The grid of the whole query: the same but inside a subquery or an expression that is constant over the steps. */
  queryGrid: Grid
  annotate: Annotate
  /** The arguments as written, for their places and for what a value no longer tells (`absent` reads matchers). */
  args: readonly Expression[]
  place: Place
  /** Counts samples that are held (negative: let go); throws `too_large` beyond the limit, `timeout` past the deadline. */
  spend(samples: number): void
}

/** What a window function may need to know of the series and the query. */
export interface WindowContext {
  annotate: Annotate
  /** Of the series' argument. */
  place: Place
  /** Of every argument, in order. */
  places: readonly Place[]
  metricName: string | undefined
}

/** How a function answers. `undefined` as a result means: no point at this step. */
export type Implementation =
  /** Each series by itself, from the samples in its window; `scalars` are the other arguments at this step, in order. */
  | {
      kind: 'window'
      apply: (window: SampleWindow, scalars: readonly number[], context: WindowContext) => number | undefined
    }
  /** Each value by itself. */
  | { kind: 'pointwise'; apply: (value: number, scalars: readonly number[]) => number | undefined }
  /** Anything else: all arguments at all steps. */
  | { kind: 'whole'; apply: (args: readonly Value[], context: CallContext) => Value }

/** A PromQL function: adding one is one entry of one table. */
export interface FunctionSpec {
  name: string
  args: readonly ValueType[]
  /** How many of the last arguments may be left out. Default 0. */
  optional?: number
  /** True when the last argument may be given any number of times, none included. */
  repeats?: boolean
  returns: ValueType
  /** True when results keep `__name__` (`last_over_time`). Default false; a `whole` function sees to it itself. */
  keepsName?: boolean
  /** True when the answer depends on the step's time even where the arguments do not (`time`, `predict_linear`). */
  readsTime?: boolean
  implementation: Implementation
}
