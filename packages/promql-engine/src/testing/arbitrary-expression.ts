import fc from 'fast-check'
import { calendarFunctions } from '../functions/calendar.ts'
import type { FunctionSpec } from '../functions/function-spec.ts'
import { type AggregationName, type Expression, parameterized, type ValueType } from '../syntax/ast.ts'
import { arbitraryBinary } from './arbitrary-binary.ts'
import {
  arbitraryLabels,
  arbitraryMatrixSelector,
  arbitraryNumber,
  arbitraryRange,
  arbitrarySelector,
  arbitraryShift,
  closed,
  nowhere,
  numberLiteral,
  parenthesized,
  stringLiteral,
} from './arbitrary-parts.ts'
import { metricLabels } from './sample-set.ts'

/** Expressions by the type that they evaluate to. */
export interface Expressions {
  vector: fc.Arbitrary<Expression>
  scalar: fc.Arbitrary<Expression>
  matrix: fc.Arbitrary<Expression>
  string: fc.Arbitrary<Expression>
}

export interface ExpressionOptions {
  functions: readonly FunctionSpec[]
  aggregations: readonly AggregationName[]
  /** How deeply expressions nest. */
  depth: number
}

/**
 * Random expressions over the sample set whose types are right: every function and aggregation that is named, every
 * operator, modifiers, subqueries.
 */
export function arbitraryExpression({ functions, aggregations, depth }: ExpressionOptions): Expressions {
  const { vector, scalar, matrix } = fc.letrec<Record<'vector' | 'scalar' | 'matrix', Expression>>((tie) => {
    const inner: Expressions = {
      vector: tie('vector'),
      scalar: tie('scalar'),
      matrix: tie('matrix'),
      string: arbitraryText,
    }
    const calls = (type: ValueType) => functions.filter(({ returns }) => returns === type)
    const one = { depthIdentifier: 'expression', maxDepth: depth }
    return {
      vector: fc.oneof(
        one,
        { weight: 3, arbitrary: arbitrarySelector() },
        { weight: 5, arbitrary: arbitraryCall(calls('vector'), inner) },
        { weight: 3, arbitrary: arbitraryAggregation(aggregations, inner) },
        { weight: 4, arbitrary: arbitraryBinary(inner) },
        { weight: 1, arbitrary: arbitraryUnary(inner.vector) },
        { weight: 1, arbitrary: inner.vector.map(parenthesized) },
      ),
      scalar: fc.oneof(
        one,
        { weight: 4, arbitrary: arbitraryNumber },
        { weight: 1, arbitrary: arbitraryCall(calls('scalar'), inner) },
        { weight: 1, arbitrary: arbitraryArithmetic(inner.scalar) },
        { weight: 1, arbitrary: arbitraryUnary(inner.scalar).map(parenthesized) },
      ),
      matrix: fc.oneof(
        one,
        { weight: 3, arbitrary: arbitraryMatrixSelector() },
        { weight: 1, arbitrary: arbitrarySubquery(inner.vector) },
      ),
    }
  })
  return { vector, scalar, matrix, string: arbitraryText }
}

const arbitraryText = fc
  .constantFrom('instance', 'job', 'new', 'le', '$1', 'x-$1', '', '(.*)', '([a-b]).*', 'a|web', '-', '__name__')
  .map(stringLiteral)

function arbitraryCall(specs: readonly FunctionSpec[], inner: Expressions): fc.Arbitrary<Expression> {
  return fc.constantFrom(...specs).chain((spec) => {
    const { name, args, optional = 0, repeats = false } = spec
    const fixed = repeats ? args.length - 1 : args.length
    const counts = repeats
      ? fc.integer({ min: fixed, max: fixed + 2 })
      : fc.integer({ min: fixed - optional, max: fixed })
    return counts.chain((count) => {
      const types = Array.from({ length: count }, (_, index) => args[index] ?? args.at(-1) ?? 'scalar')
      return fc
        .tuple(...types.map((type, index) => special[name]?.[index]?.(inner) ?? inner[type]))
        .map((given): Expression => ({ kind: 'call', name, args: given, ...nowhere }))
    })
  })
}

const buckets: (inner: Expressions) => fc.Arbitrary<Expression> = ({ vector }) =>
  fc.oneof(
    { weight: 3, arbitrary: arbitrarySelector(['latency_bucket']) },
    {
      weight: 3,
      arbitrary: arbitraryMatrixSelector(['latency_bucket']).map((matrix) => call('rate', matrix)),
    },
    { weight: 1, arbitrary: vector },
  )
const labelName = () => fc.constantFrom('instance', 'new', 'job', 'missing', 'le').map(stringLiteral)
// biome-ignore lint/suspicious/noTemplateCurlyInString: this is how label_replace refers to a group.
const template = () => fc.constantFrom('$1', 'x-$1', '', 'same', '${1}y$2').map(stringLiteral)
const regex = () => fc.constantFrom('(.*)', '([a-b])(.?)', 'a|web', '', '.+', '(k)?.*').map(stringLiteral)
const share = () => fc.constantFrom(0.1, 0.3, 0.5, 0.9).map(numberLiteral)

/** Not the odd values: what a NaN or an infinity does here depends on the processor, or on Prometheus' release. */
const plain = Object.keys(metricLabels).filter((name) => name !== 'odd_values')
const call = (name: string, ...args: Expression[]): Expression => ({ kind: 'call', name, args, ...nowhere })
const moment = () =>
  fc.oneof(
    arbitrarySelector(plain),
    arbitrarySelector().map((selector) => call('timestamp', selector)),
    fc.constant(call('vector', call('time'))),
  )

/** Arguments for which any expression of the right type would nearly always be wrong. */
const special: Readonly<Record<string, readonly (((inner: Expressions) => fc.Arbitrary<Expression>) | undefined)[]>> = {
  histogram_quantile: [undefined, buckets],
  histogram_fraction: [() => fc.constantFrom(0.5, 1, 2).map(numberLiteral), undefined, buckets],
  histogram_quantiles: [buckets, labelName],
  label_replace: [undefined, labelName, template, labelName, regex],
  label_join: [undefined, labelName, undefined, labelName, labelName, labelName],
  holt_winters: [undefined, share, share],
  double_exponential_smoothing: [undefined, share, share],
  mad_over_time: [() => arbitraryMatrixSelector(plain)],
  ...Object.fromEntries(calendarFunctions.map(({ name }) => [name, [moment]])),
}

function arbitraryAggregation(names: readonly AggregationName[], inner: Expressions): fc.Arbitrary<Expression> {
  return fc.constantFrom(...names).chain((name) => {
    const parameter: fc.Arbitrary<Expression | undefined> = !parameterized.has(name)
      ? fc.constant(undefined)
      : name === 'count_values'
        ? labelName()
        : fc.oneof({ weight: 6, arbitrary: arbitraryNumber }, { weight: 1, arbitrary: inner.scalar })
    return fc
      .record({ expression: inner.vector, parameter, grouping: arbitraryLabels, without: fc.boolean() })
      .map((parts): Expression => ({ kind: 'aggregation', name, ...parts, ...nowhere }))
  })
}

function arbitraryArithmetic(scalar: fc.Arbitrary<Expression>): fc.Arbitrary<Expression> {
  const operators = fc.oneof(
    fc.constantFrom(
      '+' as const,
      '-' as const,
      '*' as const,
      '/' as const,
      '%' as const,
      '^' as const,
      'atan2' as const,
    ),
    fc.constantFrom('==' as const, '!=' as const, '<' as const, '>=' as const),
  )
  return fc.tuple(operators, scalar, scalar).map(
    ([operator, left, right]): Expression => ({
      kind: 'binary',
      operator,
      left: closed(left),
      right: closed(right),
      returnsBool: /[=<>]/.test(operator),
      matching: undefined,
      ...nowhere,
    }),
  )
}

function arbitraryUnary(operand: fc.Arbitrary<Expression>): fc.Arbitrary<Expression> {
  return fc
    .tuple(fc.constantFrom('+' as const, '-' as const), operand)
    .map(([operator, expression]) => ({ kind: 'unary', operator, expression: closed(expression), ...nowhere }))
}

const arbitraryStep = fc.constantFrom(undefined, 15_000, 60_000, 7_000, 130_000)

function arbitrarySubquery(vector: fc.Arbitrary<Expression>): fc.Arbitrary<Expression> {
  return fc
    .record({ expression: vector, range: arbitraryRange, step: arbitraryStep, shift: arbitraryShift })
    .map(({ expression, range, step, shift }) => ({
      kind: 'subquery',
      expression: shiftable(expression),
      range,
      step,
      ...shift,
      ...nowhere,
    }))
}

/** A range behind a shifted selector would be the selector's. */
function shiftable(expression: Expression): Expression {
  return expression.kind === 'vector-selector' || expression.kind === 'subquery' ? expression : closed(expression)
}
