import { functionTable } from '../functions/table.ts'
import type { Aggregation, Binary, Call, Expression, Subquery } from '../syntax/ast.ts'
import { callPointwise } from './call-pointwise.ts'
import { callWindow } from './call-window.ts'
import type { Evaluation } from './evaluation.ts'
import { aggregate } from './operators/aggregate.ts'
import { combine } from './operators/binary.ts'
import { mergeSameLabels } from './operators/merge.ts'
import { negate } from './operators/negate.ts'
import type { Parts } from './parts.ts'
import { atPlace } from './place.ts'
import { selectInstant } from './select-instant.ts'
import { selectRanges } from './select-ranges.ts'
import { isStepInvariant } from './step-invariant.ts'
import { asSamples, planSubquery } from './subquery.ts'
import type { Value, VectorValue } from './value.ts'

/**
 * The value of an expression at every step of the grid, column by column: each part of the expression is evaluated for
 * all steps before the part around it. With `withTimes` the points of a selector tell when their samples were taken.
 *
 * @throws AppError `bad_query` with line and column for what cannot be evaluated; whatever `spend` throws.
 */
export function* evaluate(expression: Expression, evaluation: Evaluation, withTimes = false): Parts<Value> {
  const { grid } = evaluation
  if (grid.count > 1 && expression.kind !== 'number' && isStepInvariant(expression)) {
    const once = yield* evaluateNode(expression, { ...evaluation, grid: { ...grid, count: 1 } }, withTimes)
    return settle(evaluation, [once], repeat(once, grid.count))
  }
  return yield* evaluateNode(expression, evaluation, withTimes)
}

function* evaluateNode(node: Expression, evaluation: Evaluation, withTimes: boolean): Parts<Value> {
  switch (node.kind) {
    case 'number':
      return settle(evaluation, [], {
        type: 'scalar',
        values: new Float64Array(evaluation.grid.count).fill(node.value),
      })
    case 'string':
      return { type: 'string', text: node.value }
    case 'vector-selector':
      return settle(evaluation, [], yield* selectInstant(node, evaluation, withTimes))
    case 'matrix-selector':
      return settle(evaluation, [], yield* selectRanges(node, evaluation))
    case 'subquery':
      return yield* evaluateSubquery(node, evaluation)
    case 'call':
      return yield* evaluateCall(node, evaluation)
    case 'aggregation':
      return yield* evaluateAggregation(node, evaluation)
    case 'binary':
      return yield* evaluateBinary(node, evaluation)
    case 'unary': {
      const operand = yield* evaluate(node.expression, evaluation)
      if (node.operator === '+') return operand
      return settle(
        evaluation,
        [operand],
        atPlace(evaluation.text, node, () => negate(operand)),
      )
    }
    case 'parentheses':
      return yield* evaluate(node.expression, evaluation, withTimes)
  }
}

function* evaluateSubquery(node: Subquery, evaluation: Evaluation): Parts<Value> {
  const plan = planSubquery(node, evaluation)
  if (plan.grid.count === 0) return asSamples({ type: 'vector', series: [] }, node, plan, evaluation.leftClosed)
  // Its steps may be far too many for a column.
  evaluation.spend(plan.grid.count)
  const inner = yield* evaluate(node.expression, { ...evaluation, grid: plan.grid })
  evaluation.spend(-plan.grid.count)
  // The parser has checked the types.
  if (inner.type !== 'vector') throw new TypeError('a subquery was made of what is no vector')
  return settle(evaluation, [inner], asSamples(inner, node, plan, evaluation.leftClosed))
}

function* evaluateCall(node: Call, evaluation: Evaluation): Parts<Value> {
  const { text, grid, queryGrid, annotate, spend } = evaluation
  const spec = functionTable.get(node.name)
  // The parser knows no other functions than the table's.
  if (spec === undefined) throw new TypeError(`there is no function ${node.name}`)
  const values: Value[] = []
  for (const argument of node.args) {
    values.push(yield* evaluate(argument, evaluation, spec.readsTime === true))
  }
  const { implementation } = spec
  switch (implementation.kind) {
    case 'window': {
      const parts = callWindow(spec, implementation.apply, values, node.args, evaluation)
      return settle(evaluation, values, yield* placed(parts, node, text))
    }
    case 'pointwise': {
      const parts = callPointwise(spec, implementation.apply, values, evaluation)
      return settle(evaluation, values, yield* placed(parts, node, text))
    }
    case 'whole': {
      const context = { grid, queryGrid, annotate, spend, args: node.args, place: node }
      const result = atPlace(text, node, () => unique(implementation.apply(values, context)))
      return settle(evaluation, values, result)
    }
  }
}

function* evaluateAggregation(node: Aggregation, evaluation: Evaluation): Parts<Value> {
  const parameter = node.parameter === undefined ? undefined : yield* evaluate(node.parameter, evaluation)
  const operand = yield* evaluate(node.expression, evaluation)
  // The parser has checked the types.
  if (operand.type !== 'vector' || parameter?.type === 'vector' || parameter?.type === 'matrix') {
    throw new TypeError(`${node.name} was given operands of other types than it takes`)
  }
  const operands = parameter === undefined ? [operand] : [operand, parameter]
  const result = atPlace(evaluation.text, node, () => aggregate(node, operand, parameter, evaluation))
  return settle(evaluation, operands, result)
}

function* evaluateBinary(node: Binary, evaluation: Evaluation): Parts<Value> {
  const left = yield* evaluate(node.left, evaluation)
  const right = yield* evaluate(node.right, evaluation)
  const result = atPlace(evaluation.text, node, () => combine(node, left, right, evaluation))
  return settle(evaluation, [left, right], result)
}

/** Runs a call's parts; what a part throws gets the call's place. */
function* placed(parts: Parts<VectorValue>, node: Call, text: string): Parts<VectorValue> {
  for (;;) {
    const part = atPlace(text, node, () => parts.next())
    if (part.done === true) return part.value
    yield
  }
}

/** A function that makes labels (`label_replace`) may make equal ones. */
function unique(value: Value): Value {
  if (value.type !== 'vector') return value
  return { type: 'vector', series: mergeSameLabels(value.series) }
}

/** Counts a result in and its operands out. */
function settle(evaluation: Evaluation, operands: readonly Value[], result: Value): Value {
  evaluation.spend(operands.reduce((rest, operand) => rest - samplesOf(operand), samplesOf(result)))
  return result
}

function samplesOf(value: Value): number {
  switch (value.type) {
    case 'scalar':
      return value.values.length
    case 'string':
      return 0
    case 'vector':
    case 'matrix':
      return value.series.reduce((sum, { values }) => sum + values.length, 0)
  }
}

/** One step's value at each of `count` steps. */
function repeat(value: Value, count: number): Value {
  switch (value.type) {
    case 'string':
      return value
    case 'scalar':
      return { type: 'scalar', values: spread(value.values, count) }
    case 'matrix':
      return { ...value, ends: spread(value.ends, count) }
    case 'vector':
      return {
        type: 'vector',
        series: value.series.map(({ labels, values, present, times }) => ({
          labels,
          values: spread(values, count),
          present: new Uint8Array(count).fill(present[0] ?? 0),
          ...(times === undefined ? {} : { times: spread(times, count) }),
        })),
      }
  }
}

function spread(values: Float64Array, count: number): Float64Array {
  return new Float64Array(count).fill(values[0] ?? Number.NaN)
}
