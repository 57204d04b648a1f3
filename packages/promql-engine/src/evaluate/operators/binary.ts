import type { Binary } from '../../syntax/ast.ts'
import type { OperatorContext } from '../evaluation.ts'
import type { Value } from '../value.ts'
import { matchVectors } from './binary/match-vectors.ts'
import { combineSets } from './binary/set-operators.ts'
import { combineScalars, combineWithScalar } from './binary/with-scalar.ts'

/**
 * A binary operator between two values at every step. Series that match are found once for all steps; whether a match is
 * unique is judged step by step, as Prometheus does.
 *
 * @throws AppError `bad_query` for a match that is not unique, or for results with equal labels at the same step.
 */
export function combine(node: Binary, left: Value, right: Value, context: OperatorContext): Value {
  if (left.type === 'scalar' && right.type === 'scalar') return combineScalars(node, left, right)
  if (left.type === 'vector' && right.type === 'scalar') return combineWithScalar(node, left, right, false)
  if (left.type === 'scalar' && right.type === 'vector') return combineWithScalar(node, right, left, true)
  // The parser refuses other types and gives every pair of vectors its matching.
  if (left.type !== 'vector' || right.type !== 'vector' || node.matching === undefined) {
    throw new TypeError(`${node.operator} was given ${left.type} and ${right.type}`)
  }
  const { operator, matching } = node
  const steps = context.grid.count
  const isSet = operator === 'and' || operator === 'or' || operator === 'unless'
  const series = isSet
    ? combineSets(operator, left.series, right.series, matching, steps)
    : matchVectors(node, left.series, right.series, matching, steps)
  return { type: 'vector', series }
}
