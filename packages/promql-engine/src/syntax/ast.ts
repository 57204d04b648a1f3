import type { LabelMatcher } from '@ocp-perf/promql'

export type ValueType = 'scalar' | 'vector' | 'matrix' | 'string'

/** Offsets into the query's text. */
export interface Place {
  from: number
  to: number
}

/** The time that `@` names, in unix milliseconds, or the first or last step of the query. */
export type AtModifier = { kind: 'time'; time: number } | { kind: 'start' } | { kind: 'end' }

/** When a selector or a subquery looks, in milliseconds. */
export interface Shift {
  /** Positive into the past, negative into the future. */
  offset: number
  at: AtModifier | undefined
}

export interface NumberLiteral extends Place {
  kind: 'number'
  value: number
}

export interface StringLiteral extends Place {
  kind: 'string'
  /** A byte that an escape wrote and that is no UTF-8 is a lone surrogate: `"\xC5"` is U+DCC5. */
  value: string
}

export interface VectorSelector extends Place, Shift {
  kind: 'vector-selector'
  /** Undefined where only matchers say what is meant. */
  name: string | undefined
  /** All of them, the name's own included. */
  matchers: readonly LabelMatcher[]
}

/** `selector[range]`; the offset and `@` are the selector's. */
export interface MatrixSelector extends Place {
  kind: 'matrix-selector'
  selector: VectorSelector
  /** Milliseconds. */
  range: number
}

/** `(expression)[range:step]`. */
export interface Subquery extends Place, Shift {
  kind: 'subquery'
  expression: Expression
  /** Milliseconds. */
  range: number
  /** Milliseconds; undefined for the default evaluation interval. */
  step: number | undefined
}

export interface Call extends Place {
  kind: 'call'
  /** The name of a `FunctionSpec`. */
  name: string
  args: readonly Expression[]
}

/** The aggregations that take a parameter before their vector. */
const parameterizedAggregations = ['topk', 'bottomk', 'count_values', 'quantile', 'limitk', 'limit_ratio'] as const

export const aggregations = [
  'sum',
  'avg',
  'count',
  'min',
  'max',
  'group',
  'stddev',
  'stdvar',
  ...parameterizedAggregations,
] as const

export type AggregationName = (typeof aggregations)[number]

export const parameterized: ReadonlySet<AggregationName> = new Set(parameterizedAggregations)

export interface Aggregation extends Place {
  kind: 'aggregation'
  name: AggregationName
  expression: Expression
  /** Of those that are `parameterized`. */
  parameter: Expression | undefined
  grouping: readonly string[]
  without: boolean
}

export const binaryOperators = [
  '+',
  '-',
  '*',
  '/',
  '%',
  '^',
  'atan2',
  '==',
  '!=',
  '>',
  '<',
  '>=',
  '<=',
  'and',
  'or',
  'unless',
] as const

export type BinaryOperator = (typeof binaryOperators)[number]

/** How two vectors meet. */
export interface Matching {
  cardinality: 'one-to-one' | 'many-to-one' | 'one-to-many' | 'many-to-many'
  /** The labels of `on (…)` or `ignoring (…)`. */
  labels: readonly string[]
  on: boolean
  /** The labels of `group_left (…)` or `group_right (…)` that the one side gives. */
  include: readonly string[]
}

export interface Binary extends Place {
  kind: 'binary'
  operator: BinaryOperator
  left: Expression
  right: Expression
  /** `bool`: a comparison answers 0 or 1 instead of keeping or dropping. */
  returnsBool: boolean
  /** Between two vectors only. */
  matching: Matching | undefined
}

interface Unary extends Place {
  kind: 'unary'
  operator: '+' | '-'
  expression: Expression
}

interface Parentheses extends Place {
  kind: 'parentheses'
  expression: Expression
}

export type Expression =
  | NumberLiteral
  | StringLiteral
  | VectorSelector
  | MatrixSelector
  | Subquery
  | Call
  | Aggregation
  | Binary
  | Unary
  | Parentheses
