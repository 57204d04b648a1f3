import type { BinaryOperator, Matching } from '../../../syntax/ast.ts'
import type { VectorValue } from '../../value.ts'
import { combine } from '../binary.ts'
import { binary, contextOf, type Point, pointsOf } from './vectors.ts'

export type Rule = Partial<Matching> & { returnsBool?: boolean }

/** The points by label set that an operator gives between two vectors. */
export function joined(
  left: VectorValue,
  operator: BinaryOperator,
  right: VectorValue,
  rule: Rule = {},
): Record<string, Point[]> {
  const count = left.series[0]?.values.length ?? right.series[0]?.values.length ?? 1
  return pointsOf(combine(binary(operator, rule), left, right, contextOf(count)))
}
