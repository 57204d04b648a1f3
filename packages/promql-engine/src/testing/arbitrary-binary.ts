import fc from 'fast-check'
import type { Binary, BinaryOperator, Expression, Matching } from '../syntax/ast.ts'
import type { Expressions } from './arbitrary-expression.ts'
import { arbitraryLabels, closed, nowhere } from './arbitrary-parts.ts'

const arithmetic = fc.constantFrom<BinaryOperator>('+', '-', '*', '/', '%', '^', 'atan2')
const comparison = fc.constantFrom<BinaryOperator>('==', '!=', '>', '<', '>=', '<=')
const setOperator = fc.constantFrom<BinaryOperator>('and', 'or', 'unless')
const filtering = fc.oneof({ weight: 3, arbitrary: arithmetic }, { weight: 2, arbitrary: comparison })

/** Operators with a vector on at least one side. Half of them are made so that both sides fit each other. */
export function arbitraryBinary(inner: Expressions): fc.Arbitrary<Expression> {
  return fc.oneof(
    { weight: 3, arbitrary: withScalar(inner) },
    { weight: 3, arbitrary: aggregatedAlike(inner) },
    { weight: 2, arbitrary: ofSets(inner) },
    { weight: 2, arbitrary: ofItself(inner) },
    { weight: 1, arbitrary: anyTwo(inner) },
  )
}

function withScalar({ vector, scalar }: Expressions): fc.Arbitrary<Expression> {
  return fc
    .tuple(filtering, vector, scalar, fc.boolean(), fc.boolean())
    .map(([operator, a, b, swapped, bool]) => binary(operator, swapped ? b : a, swapped ? a : b, bool, undefined))
}

/** `left op on (labels) group_left () sum by (labels) (right)`, or the other way round, or both sides summed. */
function aggregatedAlike({ vector }: Expressions): fc.Arbitrary<Expression> {
  const cardinality = fc.constantFrom('one-to-one' as const, 'many-to-one' as const, 'one-to-many' as const)
  return fc
    .tuple(filtering, vector, vector, arbitraryLabels, cardinality, fc.boolean(), fc.boolean())
    .map(([operator, a, b, labels, kind, bool, includes]) => {
      const left = kind === 'many-to-one' ? a : sumBy(a, labels)
      const right = kind === 'one-to-many' ? b : sumBy(b, labels)
      const include = kind !== 'one-to-one' && includes ? ['version'] : []
      return binary(operator, left, right, bool, { cardinality: kind, labels, on: true, include })
    })
}

function sumBy(expression: Expression, grouping: readonly string[]): Expression {
  return { kind: 'aggregation', name: 'max', expression, parameter: undefined, grouping, without: false, ...nowhere }
}

function ofSets({ vector }: Expressions): fc.Arbitrary<Expression> {
  return fc.tuple(setOperator, vector, vector, arbitraryLabels, fc.boolean()).map(([operator, a, b, labels, on]) => {
    return binary(operator, a, b, false, { cardinality: 'many-to-many', labels, on, include: [] })
  })
}

/** Whatever it selects, it fits itself. */
function ofItself({ vector }: Expressions): fc.Arbitrary<Expression> {
  return fc
    .tuple(filtering, vector, fc.boolean())
    .map(([operator, both, bool]) => binary(operator, both, both, bool, matchingOf('one-to-one', [], false, [])))
}

/** These mostly do not match, or match many to many: both have to say so. */
function anyTwo({ vector }: Expressions): fc.Arbitrary<Expression> {
  const cardinality = fc.constantFrom('one-to-one' as const, 'many-to-one' as const, 'one-to-many' as const)
  return fc
    .tuple(filtering, vector, vector, arbitraryLabels, cardinality, fc.boolean(), fc.boolean())
    .map(([operator, a, b, labels, kind, on, bool]) => binary(operator, a, b, bool, matchingOf(kind, labels, on, [])))
}

function matchingOf(
  cardinality: Matching['cardinality'],
  labels: readonly string[],
  on: boolean,
  include: readonly string[],
): Matching {
  return { cardinality, labels, on, include }
}

function binary(
  operator: BinaryOperator,
  left: Expression,
  right: Expression,
  bool: boolean,
  matching: Matching | undefined,
): Binary {
  return {
    kind: 'binary',
    operator,
    left: closed(left),
    right: closed(right),
    returnsBool: bool && /[=<>]/.test(operator),
    matching,
    ...nowhere,
  }
}
