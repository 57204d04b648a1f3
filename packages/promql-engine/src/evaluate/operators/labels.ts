import type { Labels } from '@ocp-perf/promql'
import { metricName } from '../../samples/label-of.ts'

/*
 * A missing label and one with the empty value are the same. Label sets are read and made by own properties only: a
 * label may be called `constructor` or `__proto__`.
 */

/** The labels without the metric's name. */
export function withoutName(labels: Labels): Labels {
  return Object.hasOwn(labels, metricName) ? filterLabels(labels, (name) => name !== metricName) : labels
}

/** Only the labels of these names. */
export function keepLabels(labels: Labels, names: readonly string[]): Labels {
  return filterLabels(labels, (name) => names.includes(name))
}

/** The labels without those of these names and without the metric's name. */
export function dropLabels(labels: Labels, names: readonly string[]): Labels {
  return filterLabels(labels, (name) => name !== metricName && !names.includes(name))
}

/** The labels with some set anew; an empty value takes the label away. */
export function withLabels(labels: Labels, changes: ReadonlyMap<string, string>): Labels {
  const kept = Object.entries(labels).filter(([name, value]) => value !== '' && !changes.has(name))
  return Object.fromEntries([...kept, ...[...changes].filter(([, value]) => value !== '')])
}

/** A label set as Prometheus' sentences show it: `{a="1", b="2"}`, sorted by name. */
export function formatLabels(labels: Labels): string {
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${pairs.map(([name, value]) => `${formatName(name)}=${JSON.stringify(value)}`).join(', ')}}`
}

function formatName(name: string): string {
  return /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) ? name : JSON.stringify(name)
}

function filterLabels(labels: Labels, wanted: (name: string) => boolean): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name, value]) => value !== '' && wanted(name)))
}
