import type { SyntaxNode } from '@lezer/common'
import type { Binary, BinaryOperator, Expression, Place } from './ast.ts'
import { applyModifier } from './modifiers.ts'
import { refusal } from './refusal.ts'

/*
 * The grammar's tree does not hold Prometheus' precedence: a modifier covers all that is to its left, a sign belongs to its
 * number. So operands, operators and modifiers are laid out in the order in which they are written, and are put together
 * again by Prometheus' own table.
 */

/** What stands between brackets, or between two operators. */
export type Item =
  | { kind: 'operand'; expression: Expression }
  | { kind: 'sign'; operator: '+' | '-'; place: Place }
  | { kind: 'operator'; operator: BinaryOperator; options: BinaryOptions; place: Place }
  | { kind: 'modifier'; node: SyntaxNode }

type BinaryOptions = Pick<Binary, 'returnsBool' | 'matching'>

const strengths: Readonly<Record<BinaryOperator, number>> = {
  or: 1,
  and: 2,
  unless: 2,
  '==': 3,
  '!=': 3,
  '<=': 3,
  '<': 3,
  '>=': 3,
  '>': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '%': 5,
  atan2: 5,
  '^': 6,
}

/** A sign binds as a multiplication does: `-1 ^ 2` is -1. */
const signStrength = strengths['*']

// What is put together nests as deeply as the chain is long, and evaluating goes down by recursion.
const longestChain = 2000

/** Puts the items together; there is at least one operand, and operators stand between operands. */
export function joinItems(items: readonly Item[], text: string): Expression {
  const excess = items[longestChain]
  if (excess !== undefined) {
    throw refusal(text, placeOf(excess), 'the query is a chain of too many operators', 'Ask for less in one query.')
  }
  const reader = { items, at: 0, text }
  return readAbove(reader, 0)
}

function placeOf(item: Item): Place {
  switch (item.kind) {
    case 'operand':
      return item.expression
    case 'modifier':
      return item.node
    case 'sign':
    case 'operator':
      return item.place
  }
}

interface Reader {
  readonly items: readonly Item[]
  readonly text: string
  at: number
}

/** An expression whose operators all bind more strongly than `weakest`. */
function readAbove(reader: Reader, weakest: number): Expression {
  let left = readOperand(reader)
  for (;;) {
    const item = reader.items[reader.at]
    if (item?.kind !== 'operator') return left
    const strength = strengths[item.operator]
    if (strength <= weakest) return left
    reader.at++
    const right = readAbove(reader, item.operator === '^' ? strength - 1 : strength)
    left = {
      kind: 'binary',
      operator: item.operator,
      left,
      right,
      ...item.options,
      from: left.from,
      to: right.to,
    }
  }
}

function readOperand(reader: Reader): Expression {
  const item = reader.items[reader.at++]
  if (item?.kind === 'sign') {
    const expression = readAbove(reader, signStrength)
    return { kind: 'unary', operator: item.operator, expression, from: item.place.from, to: expression.to }
  }
  if (item?.kind !== 'operand') throw new Error('An operand was expected where the grammar has none.')
  let { expression } = item
  for (let next = reader.items[reader.at]; next?.kind === 'modifier'; next = reader.items[++reader.at]) {
    expression = applyModifier(expression, next.node, reader.text)
  }
  return expression
}
