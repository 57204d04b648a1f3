import type { SyntaxNode } from '@lezer/common'
import type { BinaryOperator, Matching } from './ast.ts'
import { readLabelNames } from './read-label-names.ts'

export const setOperators: ReadonlySet<BinaryOperator> = new Set(['and', 'or', 'unless'])

/** How a binary expression's operands meet if both are vectors. */
export function readMatching(node: SyntaxNode, operator: BinaryOperator, text: string): Matching {
  const clause = node.getChild('MatchingModifierClause')
  const [labels, include] = clause?.getChildren('GroupingLabels') ?? []
  return {
    cardinality: cardinalityOf(clause, operator),
    labels: readLabelNames(labels, text),
    on: clause !== null && clause.getChild('On') !== null,
    include: readLabelNames(include, text),
  }
}

function cardinalityOf(clause: SyntaxNode | null, operator: BinaryOperator): Matching['cardinality'] {
  if (clause?.getChild('GroupLeft')) return 'many-to-one'
  if (clause?.getChild('GroupRight')) return 'one-to-many'
  return setOperators.has(operator) ? 'many-to-many' : 'one-to-one'
}
