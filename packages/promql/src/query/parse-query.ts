import type { SyntaxNode, Tree } from '@lezer/common'
import { durationOf } from './duration-expression.ts'
import { parseTree } from './parse-tree.ts'
import { readSelector } from './read-selector.ts'
import type { LabelMatcher } from './selector.ts'

/** `(…)[rangeSeconds:stepSeconds]`; null is a length that depends on the query's own window or step. */
export interface Subquery {
  rangeSeconds: number | null
  /** Undefined when the server's default is asked for. */
  stepSeconds: number | null | undefined
}

/** One series selector of a query. */
export interface ParsedSelector {
  /** As written, without its range. */
  text: string
  metric: string | undefined
  matchers: readonly LabelMatcher[]
  /** True when a metric name, or an = or =~ that cannot match a missing label or everything, narrows it. */
  selective: boolean
  /** `[5m]` is 300; undefined for an instant selector; null for a length that depends on the query's window or step. */
  rangeSeconds: number | null | undefined
  /** The subqueries around it, the outermost first. */
  subqueries: readonly Subquery[]
}

export interface ParsedQuery {
  text: string
  selectors: readonly ParsedSelector[]
  /** Names that the selectors ask for, each once, in order of appearance. */
  metricNames: readonly string[]
  /** True when the query refers to the start, end or length of the window it is asked for. */
  boundToWindow: boolean
}

/**
 * Reads a query with Prometheus' own grammar. Types are not checked: `rate(up)` passes here and is refused by the server.
 *
 * @throws AppError `bad_query` with line, column and the text there.
 */
export async function parseQuery(text: string): Promise<ParsedQuery> {
  return readTree(await parseTree(text), text)
}

/** The metric names that a query asks for. @throws AppError `bad_query` when it does not parse. */
export async function metricNames(query: string): Promise<readonly string[]> {
  return (await parseQuery(query)).metricNames
}

const windowWords: ReadonlySet<string> = new Set(['AtStart', 'AtEnd', 'StartFn', 'EndFn', 'Range', 'DurationRange'])

function readTree(tree: Tree, text: string): ParsedQuery {
  const selectors: ParsedSelector[] = []
  const names = new Set<string>()
  const subqueries: Subquery[] = []
  const ranges: (number | null)[] = []
  let boundToWindow = false
  tree.iterate({
    enter: ({ name, node }) => {
      if (windowWords.has(name)) boundToWindow = true
      if (name === 'SubqueryExpr') subqueries.push(readSubquery(node, text))
      if (name === 'MatrixSelector') ranges.push(durationOf(node.getChild('DurationExpr'), text))
      if (name !== 'VectorSelector') return
      const { metricNames: found, ...selector } = readSelector(node, text)
      for (const metric of found) names.add(metric)
      selectors.push({ ...selector, rangeSeconds: ranges.at(-1), subqueries: [...subqueries] })
    },
    leave: ({ name }) => {
      if (name === 'SubqueryExpr') subqueries.pop()
      if (name === 'MatrixSelector') ranges.pop()
    },
  })
  return { text, selectors, metricNames: [...names], boundToWindow }
}

function readSubquery(node: SyntaxNode, text: string): Subquery {
  const [range, step] = node.getChildren('DurationExpr')
  return {
    rangeSeconds: durationOf(range, text),
    stepSeconds: step === undefined ? undefined : durationOf(step, text),
  }
}
