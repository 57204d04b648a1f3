import { parser } from '@prometheus-io/lezer-promql'

type Node = ReturnType<ReturnType<typeof parser.parse>['resolveInner']>

/** The first stretch of a query that Prometheus' grammar cannot read, or nothing. */
export function syntaxError(query: string): string | undefined {
  let found: string | undefined
  parser.parse(query).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError) found ??= query.slice(Math.max(0, from - 20), to + 20)
    },
  })
  return found
}

/**
 * The labels that the series of a query have at most, read off its aggregations. Undefined where they are those of the
 * stored series, which nobody can tell from the query.
 */
export function resultLabels(query: string): ReadonlySet<string> | undefined {
  const top = parser.parse(query).topNode.firstChild
  return top === null ? undefined : labelsOf(top, query)
}

function labelsOf(node: Node, query: string): ReadonlySet<string> | undefined {
  switch (node.name) {
    case 'AggregateExpr':
      return aggregateLabels(node, query)
    case 'FunctionCall':
      return functionLabels(node, query)
    case 'BinaryExpr':
      return binaryLabels(node, query)
    case 'NumberDurationLiteral':
      return new Set()
    case 'ParenExpr':
    case 'UnaryExpr':
      return node.lastChild === null ? undefined : labelsOf(inner(node), query)
    default:
      return undefined
  }
}

/** The expression inside parentheses or behind a sign. */
function inner(node: Node): Node {
  const children = childrenOf(node)
  return children.find(({ name }) => /Expr|FunctionCall|Selector|Literal/.test(name)) ?? node
}

function aggregateLabels(node: Node, query: string): ReadonlySet<string> | undefined {
  const modifier = node.getChild('AggregateModifier')
  // These keep whole series, with the labels that they had.
  if (node.getChild('AggregateOp')?.firstChild?.name.match(/topk|bottomk/i)) {
    const body = node.getChild('FunctionCallBody')?.lastChild
    return body === null || body === undefined ? undefined : labelsOf(body, query)
  }
  if (modifier === null) return new Set()
  if (modifier.getChild('By') === null) return undefined
  const names = modifier.getChild('GroupingLabels')?.getChildren('LabelName') ?? []
  return new Set(names.map((name) => text(name, query)))
}

function functionLabels(node: Node, query: string): ReadonlySet<string> | undefined {
  const name = node.getChild('FunctionIdentifier')?.firstChild?.name
  const args = childrenOf(node.getChild('FunctionCallBody'))
  if (name === 'Scalar' || name === 'Time') return new Set()
  if (name === 'HistogramQuantile') {
    const labels = args[1] === undefined ? undefined : labelsOf(args[1], query)
    return labels === undefined ? undefined : new Set([...labels].filter((label) => label !== 'le'))
  }
  const [first, second] = args
  const labels = first === undefined ? undefined : labelsOf(first, query)
  if (name !== 'LabelReplace' || labels === undefined || second === undefined) return labels
  return new Set([...labels, text(second, query).slice(1, -1)])
}

const setOperators = new Set(['Or'])

function binaryLabels(node: Node, query: string): ReadonlySet<string> | undefined {
  const children = childrenOf(node)
  const [left, right] = [children[0], children.at(-1)]
  if (left === undefined || right === undefined) return undefined
  const [leftLabels, rightLabels] = [labelsOf(left, query), labelsOf(right, query)]
  if (leftLabels === undefined || rightLabels === undefined) return undefined
  const union = children.some(({ name }) => setOperators.has(name))
  if (union) return new Set([...leftLabels, ...rightLabels])
  // A number on the left passes on the labels of what stands on the right.
  return leftLabels.size === 0 ? rightLabels : leftLabels
}

function childrenOf(node: Node | null): Node[] {
  const children: Node[] = []
  for (let child = node?.firstChild ?? null; child !== null; child = child.nextSibling) children.push(child)
  return children
}

function text({ from, to }: Node, query: string): string {
  return query.slice(from, to)
}
