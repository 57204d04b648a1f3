import type { SyntaxNode } from '@lezer/common'
import { stringOf } from '@ocp-perf/promql'
import { binaryOperators, type Expression } from './ast.ts'
import { readNumber } from './literals.ts'
import { readAggregation } from './read-aggregation.ts'
import { readMatching } from './read-matching.ts'
import { type Item, joinItems } from './read-operators.ts'
import { readSelector } from './read-selector.ts'
import { refusal, unsupported } from './refusal.ts'

const modifiers: ReadonlySet<string> = new Set([
  'OffsetExpr',
  'StepInvariantExpr',
  'MatrixSelector',
  'SubqueryExpr',
  'AnchoredExpr',
  'SmoothedExpr',
])

/** An expression of the grammar's tree. @throws AppError `bad_query` for what has no place in it. */
export function readExpression(node: SyntaxNode, text: string): Expression {
  return joinItems([...layOut(node, text)], text)
}

/** What the expression is made of, in the order in which it is written; brackets of any kind stay closed. */
function* layOut(top: SyntaxNode, text: string): Generator<Item> {
  // A chain of operators nests as deeply as it is long, so this is no recursion.
  const pending: (SyntaxNode | Item)[] = [top]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if ('kind' in next) {
      yield next
    } else if (next.name === 'BinaryExpr') {
      const [left, right] = operands(next)
      pending.push(...present(right), readOperator(next, text), ...present(left))
    } else if (next.name === 'UnaryExpr') {
      const sign = next.getChild('UnaryOp') ?? next
      pending.push(...present(operands(next)[0]), { kind: 'sign', operator: signOf(sign, text), place: sign })
    } else if (modifiers.has(next.name)) {
      pending.push({ kind: 'modifier', node: next }, ...present(operands(next)[0]))
    } else {
      yield* readAtom(next, text)
    }
  }
}

function* readAtom(node: SyntaxNode, text: string): Generator<Item> {
  const written = text.slice(node.from, node.to)
  if (node.name !== 'NumberDurationLiteral') {
    yield { kind: 'operand', expression: readClosed(node, text) }
    return
  }
  const digits = node.from + (/^[+-]\s*/.exec(written)?.[0].length ?? 0)
  if (digits > node.from) yield { kind: 'sign', operator: signOf(node, text), place: node }
  const value = readNumber(text.slice(digits, node.to))
  if (value === Number.POSITIVE_INFINITY && /^\d/.test(text.slice(digits))) {
    throw refusal(text, node, `error parsing number: ${written} is out of range`)
  }
  yield { kind: 'operand', expression: { kind: 'number', value, from: digits, to: node.to } }
}

/** What no operator reaches into. */
function readClosed(node: SyntaxNode, text: string): Expression {
  const { from, to } = node
  switch (node.name) {
    case 'VectorSelector':
      return readSelector(node, text)
    case 'StringLiteral':
      return { kind: 'string', value: stringOf(node, text), from, to }
    case 'ParenExpr': {
      const [inner = node] = operands(node)
      return { kind: 'parentheses', expression: readExpression(inner, text), from, to }
    }
    case 'FunctionCall': {
      const name = node.getChild('FunctionIdentifier') ?? node
      return { kind: 'call', name: text.slice(name.from, name.to), args: readArguments(node, text), from, to }
    }
    case 'AggregateExpr':
      return readAggregation(node, text, readArguments(node, text))
    default:
      throw unsupported(text, node, node.name)
  }
}

function readArguments(node: SyntaxNode, text: string): Expression[] {
  const body = node.getChild('FunctionCallBody')
  return body === null ? [] : operands(body).map((argument) => readExpression(argument, text))
}

function readOperator(node: SyntaxNode, text: string): Item {
  const [left] = operands(node)
  const fill = node.getChild('FillModifier')
  if (fill !== null) throw unsupported(text, fill, 'The modifier fill')
  let token = left?.nextSibling
  while (token?.name === 'LineComment') token = token.nextSibling
  const place = token ?? node
  const written = text.slice(place.from, place.to).toLowerCase()
  const operator = binaryOperators.find((known) => known === written)
  if (operator === undefined) throw unsupported(text, place, `The operator ${written}`)
  const returnsBool = node.getChild('BoolModifier') !== null
  return { kind: 'operator', operator, place, options: { returnsBool, matching: readMatching(node, operator, text) } }
}

/** The expressions among the children: nothing else in the grammar belongs to that group. */
function operands(node: SyntaxNode): SyntaxNode[] {
  return node.getChildren('Expr')
}

function signOf({ from }: SyntaxNode, text: string): '+' | '-' {
  return text.charAt(from) === '-' ? '-' : '+'
}

function present(node: SyntaxNode | undefined): SyntaxNode[] {
  return node === undefined ? [] : [node]
}
