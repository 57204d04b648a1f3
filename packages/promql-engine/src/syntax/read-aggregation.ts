import type { SyntaxNode } from '@lezer/common'
import { type Aggregation, aggregations, type Expression, parameterized } from './ast.ts'
import { readLabelNames } from './read-label-names.ts'
import { refusal, unsupported } from './refusal.ts'

/** An `AggregateExpr` node, whose arguments have been read. */
export function readAggregation(node: SyntaxNode, text: string, args: readonly Expression[]): Aggregation {
  const operator = node.getChild('AggregateOp') ?? node
  const written = text.slice(operator.from, operator.to).toLowerCase()
  const name = aggregations.find((known) => known === written)
  if (name === undefined) throw unsupported(text, operator, `The aggregation ${written}`)
  if (args.length === 0) throw refusal(text, node, 'no arguments for aggregate expression provided')
  const expected = parameterized.has(name) ? 2 : 1
  const [expression, parameter] = expected === 2 ? [args[1], args[0]] : [args[0], undefined]
  if (args.length !== expected || expression === undefined) {
    const counts = `expected ${expected}, got ${args.length}`
    throw refusal(text, node, `wrong number of arguments for aggregate expression provided, ${counts}`)
  }
  const modifier = node.getChild('AggregateModifier')
  return {
    kind: 'aggregation',
    name,
    expression,
    parameter,
    grouping: readLabelNames(modifier?.getChild('GroupingLabels'), text),
    without: modifier !== null && modifier.getChild('Without') !== null,
    from: node.from,
    to: node.to,
  }
}
