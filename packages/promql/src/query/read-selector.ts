import type { SyntaxNode } from '@lezer/common'
import type { ParsedSelector } from './parse-query.ts'
import { regexShape } from './regex-shape.ts'
import { type LabelMatcher, type MatchOperator, matchOperators } from './selector.ts'
import { unquote } from './string-literal.ts'
import { syntaxError } from './syntax-error.ts'

type Read = Pick<ParsedSelector, 'text' | 'metric' | 'matchers' | 'selective'> & { metricNames: readonly string[] }

const nameLabel = '__name__'

/** A `VectorSelector` node as data. @throws AppError `bad_query` for a string that breaks PromQL's rules. */
export function readSelector(node: SyntaxNode, text: string): Read {
  const identifier = node.getChild('Identifier')
  const block = node.getChild('LabelMatchers')
  const matchers = block === null ? [] : [...readMatchers(block, text)]
  const quotedName = block?.getChild('QuotedLabelName')
  const named = matchers.find(({ label, op, value }) => label === nameLabel && op === '=' && value !== '')
  const metric = identifier !== null ? slice(identifier, text) : quotedName ? stringOf(quotedName, text) : named?.value
  return {
    text: slice(node, text),
    metric,
    matchers,
    selective: metric !== undefined || matchers.some(isSelective),
    metricNames: metric === undefined ? matchers.flatMap(alternativeNames) : [metric],
  }
}

/** The matchers of a `LabelMatchers` node, without a quoted metric name. */
export function* readMatchers(block: SyntaxNode, text: string): Generator<LabelMatcher> {
  for (const node of [...block.getChildren('UnquotedLabelMatcher'), ...block.getChildren('QuotedLabelMatcher')]) {
    const plain = node.getChild('LabelName')
    const quoted = node.getChild('QuotedLabelName')
    const op = node.getChild('MatchOp')
    const value = node.getChild('StringLiteral')
    if (op === null || value === null) throw syntaxError(text, node)
    const label = plain === null ? (quoted === null ? '' : stringOf(quoted, text)) : slice(plain, text)
    yield { label, op: operatorOf(op, text), value: stringOf(value, text) }
  }
}

function isSelective({ op, value }: LabelMatcher): boolean {
  if (op === '=') return value !== ''
  if (op !== '=~') return false
  const shape = regexShape(value)
  // What is no valid expression is left to the server, which refuses it with its own words.
  return shape === undefined || !(shape.matchesEmpty || shape.matchesAnything)
}

/** `{__name__=~"a|b"}` asks for metrics by name as well, where the expression is nothing but names. */
function alternativeNames({ label, op, value }: LabelMatcher): string[] {
  return label === nameLabel && op === '=~' && /^[\w:]+(?:\|[\w:]+)*$/.test(value) ? value.split('|') : []
}

function operatorOf(node: SyntaxNode, text: string): MatchOperator {
  const written = slice(node, text)
  const op = matchOperators.find((known) => known === written)
  if (op === undefined) throw syntaxError(text, node)
  return op
}

/** The value of a node that is a string. @throws AppError `bad_query` where it breaks PromQL's rules. */
export function stringOf(node: SyntaxNode, text: string): string {
  const value = unquote(slice(node, text))
  if (value === undefined) throw syntaxError(text, node, 'has a string that does not end or holds an unknown escape')
  return value
}

function slice({ from, to }: SyntaxNode, text: string): string {
  return text.slice(from, to)
}
