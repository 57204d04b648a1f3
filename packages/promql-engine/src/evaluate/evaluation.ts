import type { Annotate } from '../functions/function-spec.ts'
import type { StoredSeries } from '../samples/sample-store.ts'
import type { VectorSelector } from '../syntax/ast.ts'
import type { Grid } from './value.ts'

/** What operators and aggregations need beside their operands. */
export interface OperatorContext {
  grid: Grid
  annotate: Annotate
  /** Counts samples that are held (negative: let go); throws `too_large` beyond the limit, `timeout` past the deadline. */
  spend(samples: number): void
}

/** What an expression is evaluated with. A subquery is evaluated with a grid of its own. */
export interface Evaluation extends OperatorContext {
  /** The query, for the places that errors name. */
  text: string
  /** The grid of the whole query, which `@ start()` and `@ end()` mean. */
  queryGrid: Grid
  /** Whether a range includes its left end, as it did before Prometheus 3. */
  leftClosed: boolean
  lookbackMs: number
  defaultStepMs: number
  /** The samples of every selector of the query, fetched before the evaluation begins. */
  samples: ReadonlyMap<VectorSelector, readonly StoredSeries[]>
}
