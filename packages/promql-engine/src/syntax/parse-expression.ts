import type { Tree } from '@lezer/common'
import { parseTree } from '@ocp-perf/promql'
import { functionTable } from '../functions/table.ts'
import type { Expression } from './ast.ts'
import { checkTypes, type Signatures } from './check-types.ts'
import { readExpression } from './read-expression.ts'
import { refusal } from './refusal.ts'

/**
 * A query as an expression whose types are right, read with Prometheus' own grammar and checked as its parser checks.
 *
 * @throws AppError `bad_query` with line, column and the text there: for what does not parse, what has the wrong types, and
 * what Prometheus knows and this engine does not (duration expressions of the query's own window, operators on native
 * histograms, `fill`, `anchored`, `smoothed`).
 */
export async function parseExpression(text: string, functions: Signatures = functionTable): Promise<Expression> {
  const tree = await parseTree(text)
  refuseDeep(tree, text)
  const expression = readExpression(tree.topNode.firstChild ?? tree.topNode, text)
  checkTypes(expression, text, functions)
  return expression
}

// Reading and evaluating go down the expression by recursion; the stack holds many times this.
const deepest = 1000

function refuseDeep(tree: Tree, text: string): void {
  let depth = 0
  tree.iterate({
    enter: ({ from, to }) => {
      depth++
      if (depth > deepest) throw refusal(text, { from, to }, 'the query nests too deeply', 'Ask for less in one query.')
    },
    leave: () => {
      depth--
    },
  })
}
