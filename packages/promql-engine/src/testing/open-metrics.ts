import type { Labels } from '@ocp-perf/promql'
import type { StoredSeries } from '../samples/sample-store.ts'

/** Series as OpenMetrics text with times, a family after the other, as `promtool tsdb create-blocks-from` reads it. */
export function* writeOpenMetrics(series: readonly StoredSeries[]): Generator<string> {
  for (const { labels, times, values } of series.toSorted(byName)) {
    const name = `${nameOf(labels)}${writeLabels(labels)}`
    for (const [index, time] of times.entries()) {
      yield `${name} ${writeValue(values[index] ?? Number.NaN)} ${time / 1000}\n`
    }
  }
  yield '# EOF\n'
}

function byName(a: StoredSeries, b: StoredSeries): number {
  return nameOf(a.labels) < nameOf(b.labels) ? -1 : nameOf(a.labels) > nameOf(b.labels) ? 1 : 0
}

function nameOf({ __name__: name = '' }: Labels): string {
  return name
}

function writeLabels(labels: Labels): string {
  const pairs = Object.entries(labels).filter(([label]) => label !== '__name__')
  if (pairs.length === 0) return ''
  return `{${pairs.map(([label, value]) => `${label}="${escapeValue(value)}"`).join(',')}}`
}

function escapeValue(value: string): string {
  return value.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')
}

function writeValue(value: number): string {
  if (Number.isFinite(value) || Number.isNaN(value)) return String(value)
  return value > 0 ? '+Inf' : '-Inf'
}
