import type { FunctionSpec } from '../functions/function-spec.ts'
import type { Aggregation, Binary, BinaryOperator, Call, Expression, Place, ValueType } from './ast.ts'
import { setOperators } from './read-matching.ts'
import { refusal } from './refusal.ts'

/** As much of a function as the types of an expression depend on. */
type FunctionSignature = Pick<FunctionSpec, 'args' | 'optional' | 'repeats' | 'returns'>

export type Signatures = ReadonlyMap<string, FunctionSignature>

interface Checked {
  text: string
  functions: Signatures
}

const comparisons: ReadonlySet<BinaryOperator> = new Set(['==', '!=', '>', '<', '>=', '<='])

/**
 * The type of an expression whose parts all have the types that Prometheus' parser asks for. Binary expressions lose the
 * matching that the reader gave them where they are not between two vectors, since only their types tell.
 *
 * @throws AppError `bad_query` with Prometheus' own sentence and the place.
 */
export function checkTypes(expression: Expression, text: string, functions: Signatures): ValueType {
  return check(expression, { text, functions })
}

function check(expression: Expression, context: Checked): ValueType {
  switch (expression.kind) {
    case 'number':
      return 'scalar'
    case 'string':
      return 'string'
    case 'vector-selector':
      return 'vector'
    case 'matrix-selector':
      return 'matrix'
    case 'parentheses':
      return check(expression.expression, context)
    case 'subquery': {
      const type = check(expression.expression, context)
      if (type === 'vector') return 'matrix'
      throw refusal(
        context.text,
        expression,
        `subquery is only allowed on instant vector, got ${typeNames[type]} instead`,
      )
    }
    case 'unary': {
      const type = check(expression.expression, context)
      if (type === 'scalar' || type === 'vector') return type
      const sentence = 'unary expression only allowed on expressions of type scalar or instant vector'
      throw refusal(context.text, expression, `${sentence}, got "${typeNames[type]}"`)
    }
    case 'call':
      return checkCall(expression, context)
    case 'aggregation':
      return checkAggregation(expression, context)
    case 'binary':
      return checkBinary(expression, context)
  }
}

function checkAggregation({ name, expression, parameter }: Aggregation, context: Checked): ValueType {
  expect(expression, 'vector', 'aggregation expression', context)
  if (parameter !== undefined) {
    expect(parameter, name === 'count_values' ? 'string' : 'scalar', 'aggregation parameter', context)
  }
  return 'vector'
}

function checkCall(call: Call, context: Checked): ValueType {
  const { name, args } = call
  const { text, functions } = context
  const signature = functions.get(name)
  // The grammar knows every function of Prometheus, so what comes here is one that this engine lacks.
  if (signature === undefined) throw refusal(text, call, `the function ${name} is not supported by this engine`)
  const most = signature.args.length
  const least = most - (signature.optional ?? 0) - (signature.repeats ? 1 : 0)
  const refuse = (expected: string) => {
    return refusal(text, call, `expected ${expected} argument(s) in call to "${name}", got ${args.length}`)
  }
  if (least === most && args.length !== most) throw refuse(`${most}`)
  if (args.length < least) throw refuse(`at least ${least}`)
  if (args.length > most && !signature.repeats) throw refuse(`at most ${most}`)
  for (const [index, argument] of args.entries()) {
    const wanted = signature.args[index] ?? signature.args.at(-1)
    if (wanted !== undefined) expect(argument, wanted, `call to function "${name}"`, context)
  }
  return signature.returns
}

function checkBinary(node: Binary, context: Checked): ValueType {
  const { operator, left, right, returnsBool, matching } = node
  const types = [check(left, context), check(right, context)] as const
  const scalars = types.filter((type) => type === 'scalar').length
  const refuse = (place: Place, sentence: string) => refusal(context.text, place, sentence)
  const between = operatorPlace(node, context.text)
  if (returnsBool && !comparisons.has(operator)) {
    throw refuse(between, 'bool modifier can only be used on comparison operators')
  }
  if (comparisons.has(operator) && !returnsBool && scalars === 2) {
    throw refuse(between, 'comparisons between scalars must use BOOL modifier')
  }
  const twice = matching?.on === true ? matching.labels.find((label) => matching.include.includes(label)) : undefined
  if (twice !== undefined) {
    throw refuse(between, `label ${JSON.stringify(twice)} must not occur in ON and GROUP clause at once`)
  }
  for (const [index, type] of types.entries()) {
    if (type === 'scalar' || type === 'vector') continue
    throw refuse(index === 0 ? left : right, 'binary expression must contain only scalar and instant vector types')
  }
  if (scalars > 0) {
    if (matching !== undefined && matching.labels.length > 0) {
      throw refuse(node, 'vector matching only allowed between instant vectors')
    }
    if (setOperators.has(operator)) {
      throw refuse(node, `set operator "${operator}" not allowed in binary scalar expression`)
    }
    node.matching = undefined
  } else if (setOperators.has(operator) && matching?.cardinality !== 'many-to-many') {
    throw refuse(between, `no grouping allowed for "${operator}" operation`)
  }
  return scalars === 2 ? 'scalar' : 'vector'
}

/** From the operator to the right operand. */
function operatorPlace({ left, right }: Binary, text: string): Place {
  const [skipped = ''] = /^(?:\s|#.*)*/.exec(text.slice(left.to)) ?? []
  return { from: left.to + skipped.length, to: right.from }
}

const typeNames: Readonly<Record<ValueType, string>> = {
  scalar: 'scalar',
  vector: 'instant vector',
  matrix: 'range vector',
  string: 'string',
}

function expect(expression: Expression, wanted: ValueType, where: string, context: Checked): void {
  const type = check(expression, context)
  if (type === wanted) return
  const sentence = `expected type ${typeNames[wanted]} in ${where}, got ${typeNames[type]}`
  throw refusal(context.text, expression, sentence, hints[`${wanted} for ${type}`])
}

const hints: Readonly<Record<string, string>> = {
  'matrix for vector': 'Give the selector a range such as [5m], or make a subquery such as (…)[5m:].',
  'vector for matrix': 'Wrap the range in a function that takes one, such as rate(…), or leave it out.',
  'vector for scalar': 'Make the number a vector: vector(…).',
  'scalar for vector': 'Make the vector a number: scalar(…).',
}
