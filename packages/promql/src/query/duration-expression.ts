import type { SyntaxNode } from '@lezer/common'
import { durationSeconds } from './duration.ts'

/** Seconds of a `DurationExpr` or `OffsetDurationExpr` node; null when it depends on the query's window or step, or is no finite number. */
export function durationOf(node: SyntaxNode | null | undefined, text: string): number | null {
  if (node === null || node === undefined) return null
  const seconds = evaluate(node, text)
  return Number.isFinite(seconds) ? seconds : null
}

const operations: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
  Mod: (a, b) => a % b,
  Pow: (a, b) => a ** b,
  DurationMinOf: Math.min,
  DurationMaxOf: Math.max,
}

const lengths: ReadonlySet<string> = new Set([
  'DurationExpr',
  'OffsetDurationExpr',
  'NumberDurationLiteralInDurationContext',
])

/** NaN stands for what is not known before the query is asked. */
function evaluate(node: SyntaxNode, text: string): number {
  if (node.name === 'NumberDurationLiteralInDurationContext') return literal(text.slice(node.from, node.to))
  const operands = children(node)
    .filter(({ name }) => lengths.has(name))
    .map((operand) => evaluate(operand, text))
  const [first = Number.NaN, second] = operands
  const operation = children(node).find(({ name }) => name in operations)
  if (operation !== undefined && second !== undefined) return operations[operation.name]?.(first, second) ?? Number.NaN
  const sign = node.getChild('UnaryOp')
  return sign !== null && text.slice(sign.from, sign.to) === '-' ? -first : first
}

/** "5m", "300", "1_000", "0x10" or "1e3". */
function literal(written: string): number {
  return durationSeconds(written) ?? Number(written.replaceAll('_', ''))
}

function children(node: SyntaxNode): SyntaxNode[] {
  const all: SyntaxNode[] = []
  for (let child = node.firstChild; child !== null; child = child.nextSibling) all.push(child)
  return all
}
