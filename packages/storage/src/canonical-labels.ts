import type { Labels } from '@ocp-perf/promql'

/** One JSON text per label set, whatever the order of its labels; the metric's name is not a label of a series here. */
export function canonicalLabels(labels: Labels): string {
  const entries = Object.entries(labels).filter(([name]) => name !== '__name__')
  return JSON.stringify(Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))))
}
