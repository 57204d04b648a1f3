import type { SyntaxNode } from '@lezer/common'
import { durationOf } from '@ocp-perf/promql'
import type { AtModifier, Expression, MatrixSelector, Place, Shift, Subquery } from './ast.ts'
import { readSignedNumber } from './literals.ts'
import { refusal, unsupported } from './refusal.ts'

/** `offset`, `@`, a range or the range of a subquery, applied to what stands before it. */
export function applyModifier(target: Expression, node: SyntaxNode, text: string): Expression {
  const to = node.to
  switch (node.name) {
    case 'OffsetExpr':
      return applyOffset(target, node, text)
    case 'StepInvariantExpr':
      return applyAt(target, node, text)
    case 'MatrixSelector':
      return applyRange(target, node, text)
    case 'SubqueryExpr':
      return applySubquery(target, node, text)
    default:
      throw unsupported(
        text,
        { from: target.to, to },
        `The modifier ${node.name === 'AnchoredExpr' ? 'anchored' : 'smoothed'}`,
      )
  }
}

function applyOffset(target: Expression, node: SyntaxNode, text: string): Expression {
  const place = node.getChild('Offset') ?? node
  const shift = shiftOf(target)
  if (shift === undefined) {
    const sentence =
      'offset modifier must be preceded by an instant vector selector or range vector selector or a subquery'
    throw refusal(text, place, sentence)
  }
  if (shift.offset !== 0) throw refusal(text, place, 'offset may not be set multiple times')
  const length = node.getChild('OffsetDurationExpr')
  return shifted(target, { ...shift, offset: milliseconds(length ?? node, text) }, node.to)
}

function applyAt(target: Expression, node: SyntaxNode, text: string): Expression {
  const place = node.getChild('At') ?? node
  const shift = shiftOf(target)
  if (shift === undefined) {
    const sentence = '@ modifier must be preceded by an instant vector selector or range vector selector or a subquery'
    throw refusal(text, place, sentence)
  }
  if (shift.at !== undefined) throw refusal(text, place, '@ <timestamp> may not be set multiple times')
  return shifted(target, { ...shift, at: readAt(node, text) }, node.to)
}

// The bounds of Go's int64, which holds a time in Prometheus.
const furthest = 2 ** 63

function readAt(node: SyntaxNode, text: string): AtModifier {
  const bound = node.getChild('AtModifierPreprocessors')
  if (bound !== null) return bound.getChild('AtStart') === null ? { kind: 'end' } : { kind: 'start' }
  const literal = node.getChild('NumberDurationLiteral') ?? node
  const written = text.slice(literal.from, literal.to)
  const seconds = readSignedNumber(written)
  if (!(Math.abs(seconds) < furthest)) {
    throw refusal(text, literal, `timestamp out of bounds for @ modifier: ${written}`)
  }
  return { kind: 'time', time: Math.round(seconds * 1000) || 0 }
}

function applyRange(target: Expression, node: SyntaxNode, text: string): MatrixSelector {
  const length = node.getChild('DurationExpr') ?? node
  if (target.kind !== 'vector-selector') throw refusal(text, length, 'ranges only allowed for vector selectors')
  if (target.offset !== 0) throw refusal(text, length, 'no offset modifiers allowed before range')
  if (target.at !== undefined) throw refusal(text, length, 'no @ modifiers allowed before range')
  return { kind: 'matrix-selector', selector: target, range: positive(length, text), from: target.from, to: node.to }
}

function applySubquery(target: Expression, node: SyntaxNode, text: string): Subquery {
  const [length = node, step] = node.getChildren('DurationExpr')
  return {
    kind: 'subquery',
    expression: target,
    range: positive(length, text),
    step: step === undefined ? undefined : positive(step, text),
    offset: 0,
    at: undefined,
    from: target.from,
    to: node.to,
  }
}

/** Undefined for what cannot be shifted. */
function shiftOf(target: Expression): Shift | undefined {
  if (target.kind === 'matrix-selector') return target.selector
  return target.kind === 'vector-selector' || target.kind === 'subquery' ? target : undefined
}

function shifted(target: Expression, { offset, at }: Shift, to: number): Expression {
  if (target.kind === 'matrix-selector') return { ...target, selector: { ...target.selector, offset, at }, to }
  return target.kind === 'vector-selector' || target.kind === 'subquery' ? { ...target, offset, at, to } : target
}

function positive(node: SyntaxNode, text: string): number {
  const length = milliseconds(node, text)
  if (length <= 0) throw refusal(text, node, 'duration must be greater than 0')
  return length
}

// Prometheus holds a length as nanoseconds in an int64.
const longestSeconds = 2 ** 63 / 1e9

function milliseconds(node: SyntaxNode, text: string): number {
  const seconds = durationOf(node, text)
  if (seconds === null) {
    throw unsupported(text, node, `The duration ${written(node, text)}, which is known only when the query is asked,`)
  }
  if (!(Math.abs(seconds) < longestSeconds)) throw refusal(text, node, 'duration out of range')
  // Nanoseconds first, then what is left of whole milliseconds, as Prometheus does it; 0 is never negative.
  return Math.trunc(Math.round(seconds * 1e9) / 1e6) || 0
}

function written({ from, to }: Place, text: string): string {
  return JSON.stringify(text.slice(from, to))
}
