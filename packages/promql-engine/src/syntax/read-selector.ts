import type { SyntaxNode } from '@lezer/common'
import { type LabelMatcher, readMatchers, stringOf } from '@ocp-perf/promql'
import { metricName } from '../samples/label-of.ts'
import { compileMatcher } from '../samples/match.ts'
import type { VectorSelector } from './ast.ts'
import { refusal } from './refusal.ts'

/**
 * A `VectorSelector` node.
 *
 * @throws AppError `bad_query` for a metric that is named twice, an expression that RE2 does not accept, and matchers that
 * all fit what is missing.
 */
export function readSelector(node: SyntaxNode, text: string): VectorSelector {
  const block = node.getChild('LabelMatchers')
  const written = block === null ? [] : [...readMatchers(block, text)]
  const [name, ...more] = namesOf(node, block, text)
  const [second = written.find(({ label }) => label === metricName)?.value] = more
  if (name !== undefined && second !== undefined) {
    throw refusal(text, node, `metric name must not be set twice: ${JSON.stringify(name)} or ${JSON.stringify(second)}`)
  }
  const own: LabelMatcher[] = name === undefined ? [] : [{ label: metricName, op: '=', value: name }]
  const matchers = [...own, ...written]
  const tests = matchers.map((matcher) => compileMatcher(matcher))
  if (tests.every((fits) => fits(''))) {
    throw refusal(
      text,
      node,
      'vector selector must contain at least one non-empty matcher',
      'Name a metric, or a label with a value that is not empty: {job="etcd"}.',
    )
  }
  return { kind: 'vector-selector', name, matchers, offset: 0, at: undefined, from: node.from, to: node.to }
}

/** Before the braces, and in quotes between them. */
function namesOf(node: SyntaxNode, block: SyntaxNode | null, text: string): string[] {
  const identifier = node.getChild('Identifier')
  const plain = identifier === null ? [] : [text.slice(identifier.from, identifier.to)]
  const quoted = block?.getChildren('QuotedLabelName').map((name) => stringOf(name, text)) ?? []
  // An empty name in quotes says nothing.
  return [...plain, ...quoted].filter((name) => name !== '')
}
