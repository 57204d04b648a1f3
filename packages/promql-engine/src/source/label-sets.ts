import { type Labels, labelsKey, type MatchWindow } from '@ocp-perf/promql'
import { labelOf } from '../samples/label-of.ts'
import { orderByLabels } from '../samples/order-labels.ts'
import type { SampleStore } from '../samples/sample-store.ts'
import { parseSelector } from './parse-selector.ts'
import { spanWithin } from './times.ts'

/**
 * The label sets that fit any of the window's selectors (all, when it has none) and have a sample in it, each once.
 *
 * @throws AppError `bad_query` for a selector that is none.
 */
export async function readLabelSets(
  store: SampleStore,
  window: MatchWindow,
  signal: AbortSignal,
): Promise<readonly Labels[]> {
  const { match = [] } = window
  const selectors = await Promise.all(match.map(parseSelector))
  const span = spanWithin(store, window)
  if (span === undefined) return []
  if (selectors.length <= 1) return await store.labelSets(selectors[0] ?? [], span, signal)
  const found = await Promise.all(selectors.map((matchers) => store.labelSets(matchers, span, signal)))
  return [...new Map(found.flat().map((labels) => [labelsKey(labels), labels])).values()]
}

/** In the order in which Prometheus sorts label sets. */
export function sortLabelSets(sets: readonly Labels[]): readonly Labels[] {
  return orderByLabels(sets).map((place) => sets[place] ?? {})
}

/** The names of the labels of any set, each once, in order. */
export function namesIn(sets: readonly Labels[]): readonly string[] {
  const names = new Set<string>()
  for (const labels of sets) for (const name of Object.keys(labels)) names.add(name)
  return [...names].sort()
}

/** The values that a label has in any set, each once, in order. */
export function valuesIn(sets: readonly Labels[], name: string): readonly string[] {
  const values = new Set(sets.map((labels) => labelOf(labels, name)))
  // A set without the label has the empty value, which none can have otherwise.
  values.delete('')
  return [...values].sort()
}

/** Servers give the first ones; 0 and less mean no limit. */
export function atMost<T>(limit: number | undefined, items: readonly T[]): readonly T[] {
  return limit === undefined || limit <= 0 ? items : items.slice(0, limit)
}
