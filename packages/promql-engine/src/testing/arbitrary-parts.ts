import type { LabelMatcher } from '@ocp-perf/promql'
import fc from 'fast-check'
import type {
  AtModifier,
  Expression,
  MatrixSelector,
  NumberLiteral,
  Place,
  StringLiteral,
  VectorSelector,
} from '../syntax/ast.ts'
import { firstSample, metricLabels } from './sample-set.ts'

/** Expressions that are made, not read, stand nowhere. */
export const nowhere: Place = { from: 0, to: 0 }

export const numberLiteral = (value: number): NumberLiteral => ({ kind: 'number', value, ...nowhere })
export const stringLiteral = (value: string): StringLiteral => ({ kind: 'string', value, ...nowhere })
export const parenthesized = (expression: Expression): Expression => ({ kind: 'parentheses', expression, ...nowhere })

/** In brackets where a modifier or an operator would otherwise take a part of it. */
export function closed(expression: Expression): Expression {
  return expression.kind === 'binary' || expression.kind === 'unary' ? parenthesized(expression) : expression
}

/** Numbers as parameters and operands; few, so that comparisons now and then find equals. */
export const arbitraryNumber: fc.Arbitrary<Expression> = fc
  .oneof(
    { weight: 8, arbitrary: fc.constantFrom(0, 1, 2, 3, 5, 0.5, 0.25, 0.9, 0.99, 7, 100, 1.5) },
    { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 1e9, 1e-3) },
  )
  .chain((value) =>
    fc
      .nat({ max: 5 })
      .map((sign) =>
        sign === 5
          ? parenthesized({ kind: 'unary', operator: '-', expression: numberLiteral(value), ...nowhere })
          : numberLiteral(value),
      ),
  )

/** Milliseconds: shorter than the scrape interval, as long, and much longer. */
export const arbitraryRange = fc.constantFrom(10_000, 15_000, 60_000, 90_500, 300_000, 1_200_000)

const arbitraryAt: fc.Arbitrary<AtModifier | undefined> = fc.oneof(
  { weight: 8, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constantFrom<AtModifier>({ kind: 'start' }, { kind: 'end' }) },
  {
    weight: 1,
    arbitrary: fc.nat({ max: 400 }).map((step): AtModifier => ({ kind: 'time', time: firstSample + step * 15_000 })),
  },
)

const arbitraryOffset = fc.oneof(
  { weight: 6, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.constantFrom(15_000, 60_000, 300_000, 1_000_500, -45_000, -600_000) },
)

export const arbitraryShift = fc.record({ offset: arbitraryOffset, at: arbitraryAt })

const values: Readonly<Record<string, readonly string[]>> = {
  job: ['api', 'web'],
  instance: ['a', 'b', 'c'],
  code: ['200', '500'],
  room: ['kitchen', 'cellar', 'attic'],
  floor: ['0', '1'],
  kind: ['nan', 'mixed', 'zero', 'huge', 'some'],
  version: ['1.0', '1.1'],
  le: ['0.25', '+Inf'],
  missing: ['x'],
}

/** Values, alternatives, what begins or ends so, what is missing. */
function arbitraryMatcher(label: string): fc.Arbitrary<LabelMatcher> {
  const known = values[label] ?? ['']
  const value = fc.constantFrom(...known, '')
  const regex = fc.oneof(
    fc.constantFrom('.*', '.+', '', '[a-b]', '(?i:A|WEB)', '.*e.*', '\\d+', '5..|[ac]'),
    value.map((one) => `${one.slice(0, 2).replace('+', '\\+')}.*`),
    fc.tuple(value, value).map(([a, b]) => `${a.replace('+', '\\+')}|${b.replace('+', '\\+')}`),
  )
  return fc.oneof(
    fc.record({ label: fc.constant(label), op: fc.constantFrom('=' as const, '!=' as const), value }),
    fc.record({ label: fc.constant(label), op: fc.constantFrom('=~' as const, '!~' as const), value: regex }),
  )
}

const names = Object.keys(metricLabels)

/** Selectors of the sample set, now and then of nothing, or by an expression over names. */
export function arbitrarySelector(among: readonly string[] = names): fc.Arbitrary<VectorSelector> {
  const byName = fc.constantFrom(...among).chain((name) => {
    const labels = [...(metricLabels[name] ?? []), 'missing']
    const others = fc.array(fc.constantFrom(...labels).chain(arbitraryMatcher), { maxLength: 2 })
    return fc
      .oneof({ weight: 5, arbitrary: fc.constant([]) }, { weight: 2, arbitrary: others })
      .map((matchers) => ({ name, matchers: [nameMatcher('=', name), ...matchers] }))
  })
  const byExpression = fc
    .constantFrom('latency_.*', 'memory_bytes|up', 'no_such.*', '.+_total')
    .map((value) => ({ name: undefined, matchers: [nameMatcher('=~', value)] }))
  return fc
    .tuple(fc.oneof({ weight: 15, arbitrary: byName }, { weight: 1, arbitrary: byExpression }), arbitraryShift)
    .map(([selected, shift]) => ({ kind: 'vector-selector', ...selected, ...shift, ...nowhere }))
}

function nameMatcher(op: '=' | '=~', value: string): LabelMatcher {
  return { label: '__name__', op, value }
}

export function arbitraryMatrixSelector(among?: readonly string[]): fc.Arbitrary<MatrixSelector> {
  return fc
    .tuple(arbitrarySelector(among), arbitraryRange)
    .map(([selector, range]) => ({ kind: 'matrix-selector', selector, range, ...nowhere }))
}

/** Labels to group and to match by. */
export const arbitraryLabels = fc.uniqueArray(
  fc.constantFrom('instance', 'job', 'code', 'room', 'le', 'kind', 'missing', '__name__'),
  { maxLength: 2 },
)
