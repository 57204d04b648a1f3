import type { SampleStore, StoredSeries, TimeSpan } from '../samples/sample-store.ts'
import type { Expression, VectorSelector } from '../syntax/ast.ts'
import { childrenOf } from '../syntax/children-of.ts'
import { anchorOf, lastStep } from './times.ts'
import type { Grid } from './value.ts'

export interface FetchOptions {
  store: SampleStore
  grid: Grid
  lookbackMs: number
  signal: AbortSignal | undefined
}

/** The samples of every selector of an expression, for the span that its steps, range, `@`, offset and subqueries reach. */
export async function fetchSamples(
  expression: Expression,
  { store, grid, lookbackMs, signal }: FetchOptions,
): Promise<ReadonlyMap<VectorSelector, readonly StoredSeries[]>> {
  const wants = new Map<string, Want>()
  collect(expression, { from: grid.start, to: lastStep(grid) }, { queryGrid: grid, lookbackMs, wants })
  const found = await Promise.all(
    [...wants.values()].map(async ({ selectors, span }) => {
      const series = await store.select(selectors[0]?.matchers ?? [], span, signal)
      return selectors.map((selector) => [selector, series] as const)
    }),
  )
  return new Map(found.flat())
}

/** Selectors with the same matchers, and the span that holds all of theirs. */
interface Want {
  selectors: VectorSelector[]
  span: TimeSpan
}

interface Collection {
  queryGrid: Grid
  lookbackMs: number
  wants: Map<string, Want>
}

/** `steps`: between which times the expression is evaluated. */
function collect(expression: Expression, steps: TimeSpan, collection: Collection): void {
  switch (expression.kind) {
    case 'vector-selector':
      want(expression, steps, collection.lookbackMs, collection)
      return
    case 'matrix-selector':
      want(expression.selector, steps, expression.range, collection)
      return
    case 'subquery':
      collect(expression.expression, reach(expression, steps, expression.range, collection), collection)
      return
    default:
      for (const child of childrenOf(expression)) collect(child, steps, collection)
  }
}

/** What is looked at from these steps when each looks back by `range`. */
function reach(
  shift: Pick<VectorSelector, 'at' | 'offset'>,
  steps: TimeSpan,
  range: number,
  { queryGrid }: Collection,
): TimeSpan {
  const anchor = anchorOf(shift, queryGrid)
  return { from: (anchor ?? steps.from) - shift.offset - range, to: (anchor ?? steps.to) - shift.offset }
}

function want(selector: VectorSelector, steps: TimeSpan, range: number, collection: Collection): void {
  const span = reach(selector, steps, range, collection)
  const key = JSON.stringify(selector.matchers)
  const before = collection.wants.get(key)
  if (before === undefined) {
    collection.wants.set(key, { selectors: [selector], span })
    return
  }
  before.selectors.push(selector)
  before.span = { from: Math.min(before.span.from, span.from), to: Math.max(before.span.to, span.to) }
}
