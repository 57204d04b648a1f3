import type { Labels } from '@ocp-perf/promql'
import type { BinaryOperator } from '../../../syntax/ast.ts'
import type { VectorSeries } from '../../value.ts'
import { arithmetic, isArithmetic } from './arithmetic.ts'
import { comparisons, isComparison } from './comparison.ts'
import { bothPresent } from './points.ts'

/** One operator between two columns. */
export interface Operation {
  operator: BinaryOperator
  /** Whether a comparison answers 0 and 1 at every point rather than keeping those where it holds. */
  returnsBool: boolean
}

/** The values on both sides at every step, which of them is kept by a comparison that holds, and where both have one. */
export interface Operands {
  left: Float64Array
  right: Float64Array
  kept: Float64Array
  present: Uint8Array
}

/** Whether results have no metric name: they no longer are what the metric measures. */
export function losesName({ operator, returnsBool }: Operation): boolean {
  return returnsBool || isArithmetic(operator)
}

/** Two columns joined by an arithmetic operator or a comparison. */
export function applyOperation(
  { operator, returnsBool }: Operation,
  { left, right, kept, present }: Operands,
  labels: Labels,
): VectorSeries {
  if (isArithmetic(operator)) {
    const values = new Float64Array(present.length)
    arithmetic[operator](left, right, values)
    return { labels, values, present }
  }
  // Set operators never come here: they compare labels, not values.
  if (!isComparison(operator)) throw new TypeError(`${operator} has no operands`)
  const holds = new Uint8Array(present.length)
  comparisons[operator](left, right, holds)
  if (returnsBool) return { labels, values: Float64Array.from(holds), present }
  return { labels, values: kept, present: bothPresent(present, holds) }
}
