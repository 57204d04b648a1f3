import type { Labels } from '@ocp-perf/promql'
import type { StoredSeries } from '@ocp-perf/promql-engine'

/** Series as OpenMetrics text with times, one series a piece; the samples of a metric stand together, as promtool wants. */
export function* openMetricsText(series: readonly StoredSeries[]): Generator<string> {
  const byName = new Map<string, StoredSeries[]>()
  for (const one of series) {
    const name = one.labels.__name__ ?? ''
    const known = byName.get(name)
    if (known === undefined) byName.set(name, [one])
    else known.push(one)
  }
  for (const [name, all] of byName) {
    for (const { labels, times, values } of all) yield linesOf(`${name}${written(labels)} `, times, values)
  }
  yield '# EOF\n'
}

function linesOf(before: string, times: Float64Array, values: Float64Array): string {
  let text = ''
  for (let index = 0; index < times.length; index++) text += `${before}${values[index]} ${(times[index] ?? 0) / 1000}\n`
  return text
}

function written({ __name__: _name, ...labels }: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}
