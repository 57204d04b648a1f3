import type { Labels } from '@ocp-perf/promql'
import fc from 'fast-check'
import type { Aggregation, AggregationName, Binary, BinaryOperator, Matching } from '../../../syntax/ast.ts'
import type { OperatorContext } from '../../evaluation.ts'
import type { ScalarValue, Value, VectorSeries, VectorValue } from '../../value.ts'
import { formatLabels } from '../labels.ts'

/** A point, or none. */
export type Point = number | undefined

export const _ = undefined

/** One series from its points, one a step. */
export function series(labels: Labels, ...points: readonly Point[]): VectorSeries {
  return {
    labels,
    values: Float64Array.from(points, (point) => point ?? 4.2e42),
    present: Uint8Array.from(points, (point) => (point === undefined ? 0 : 1)),
  }
}

export function vector(...all: readonly VectorSeries[]): VectorValue {
  return { type: 'vector', series: all }
}

export function scalar(...values: readonly number[]): ScalarValue {
  return { type: 'scalar', values: Float64Array.from(values) }
}

/** A vector as points by label set, as it is read in a test; series without any point are left out. */
export function pointsOf(value: Value): Record<string, Point[]> {
  if (value.type !== 'vector') throw new TypeError(`a ${value.type} has no series`)
  return Object.fromEntries(value.series.filter(({ present }) => present.includes(1)).map(textAndPoints))
}

function textAndPoints({ labels, values, present }: VectorSeries): [string, Point[]] {
  return [formatLabels(labels), Array.from(values, (value, step) => (present[step] === 1 ? value : undefined))]
}

export interface RecordedContext extends OperatorContext {
  said: { level: string; message: string }[]
}

export function contextOf(count: number): RecordedContext {
  const said: RecordedContext['said'] = []
  return {
    grid: { start: 0, step: 1000, count },
    annotate: (level, message) => said.push({ level, message }),
    spend: () => {},
    said,
  }
}

const place = { from: 0, to: 0 }
const operand = { ...place, kind: 'number', value: 0 } as const

export function aggregation(name: AggregationName, rule: Partial<Aggregation> = {}): Aggregation {
  return {
    ...place,
    kind: 'aggregation',
    name,
    expression: operand,
    parameter: undefined,
    grouping: [],
    without: false,
    ...rule,
  }
}

/** A binary node; a set operator matches many to many unless told otherwise. */
export function binary(operator: BinaryOperator, rule: Partial<Matching> & { returnsBool?: boolean } = {}): Binary {
  const { returnsBool = false, ...matching } = rule
  const isSet = operator === 'and' || operator === 'or' || operator === 'unless'
  return {
    ...place,
    kind: 'binary',
    operator,
    left: operand,
    right: operand,
    returnsBool,
    matching: {
      cardinality: isSet ? 'many-to-many' : 'one-to-one',
      labels: [],
      on: false,
      include: [],
      ...matching,
    },
  }
}

/** Values that trip up arithmetic, beside ordinary ones that often meet again. */
const numbers = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -3, max: 3 }) },
  { weight: 2, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity, -Infinity, 1e100, -1e100, 1e308, 0.1) },
)

export const steps = 4

/** Vectors with few labels and values, so that groups, matches and ties happen; label sets are unique. */
export const vectors = fc
  .uniqueArray(
    fc.record({
      labels: fc.record(
        { __name__: fc.constantFrom('m', 'n'), a: fc.constantFrom('1', '2'), b: fc.constantFrom('x', 'y', 'z') },
        { requiredKeys: [] },
      ),
      points: fc.array(fc.option(numbers, { nil: undefined, freq: 3 }), { minLength: steps, maxLength: steps }),
    }),
    { selector: ({ labels }) => formatLabels(labels), maxLength: 9 },
  )
  .map((all) => vector(...all.map(({ labels, points }) => series(labels, ...points))))

export const labelLists = fc.subarray(['__name__', 'a', 'b', 'c'])
