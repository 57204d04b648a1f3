import type { Metric } from '@ocp-perf/metrics'
import { formatValue } from '@ocp-perf/panel'
import type { Series } from '@ocp-perf/promql'
import { quantile } from '@ocp-perf/stats'
import type { History } from '@ocp-perf/storage'
import type { Trend } from './history-answer.ts'

interface Span {
  start: number
  end: number
}

export interface TrendRequest {
  cluster: string
  window: Span
  /** How many seconds before the window the one to compare with lies. */
  earlier: number | undefined
  top: number
  signal: AbortSignal
}

const hour = 3600
/** Lengths of which one figure is told; the shortest that leaves no more of them than a reader follows. */
const lengths = [hour, 6 * hour, 24 * hour, 7 * 24 * hour]
const mostFigures = 31

/** Medians of each series of a metric over the window, by hour, day or week, beside those of an earlier window. */
export async function readTrend(
  history: History,
  { id, title, unit, better }: Metric,
  { cluster, window, earlier, top, signal }: TrendRequest,
): Promise<Trend> {
  const every = lengths.find((length) => (window.end - window.start) / length <= mostFigures) ?? 7 * 24 * hour
  const samples = ({ start, end }: Span) => history.samples({ metric: id, cluster, start, end }, signal)
  const [now, before] = await Promise.all([
    samples(window),
    earlier === undefined ? undefined : samples({ start: window.start - earlier, end: window.end - earlier }),
  ])
  const past = new Map((before?.series ?? []).map((series) => [keyOf(series.labels), medianOf(series.values)]))
  const rows = now.series.map((series) => ({
    labels: { ...series.labels },
    medians: mediansOf(series, every),
    now: medianOf(series.values),
    before: past.get(keyOf(series.labels)) ?? null,
  }))
  const worstFirst = better === 'higher' ? 1 : -1
  rows.sort((a, b) => worstFirst * ((a.now ?? 0) - (b.now ?? 0)) || (nameOf(a.labels) < nameOf(b.labels) ? -1 : 1))
  return { metric: id, title, unit, every, rows: rows.slice(0, top), omitted: Math.max(0, rows.length - top) }
}

/** `m2: 12 ms (7 days: 3 ms, 12 ms …), 4× what it was`. */
export function describeRow(
  { now, before, medians }: Trend['rows'][number],
  { unit, every }: Pick<Trend, 'unit' | 'every'>,
): string {
  const shown = medians.slice(-10).map(({ median }) => formatValue(median, unit))
  const beside = before === null ? '' : `, before ${formatValue(before, unit)}${timesAs(now, before)}`
  return `median ${formatValue(now, unit)}${beside}; by ${formatValue(every, 'seconds')}: ${shown.join(', ')}`
}

/** `m2`, `m1 / m3`; a metric of one series has no name, and a node named like its member is told once. */
export function nameOf(labels: Readonly<Record<string, string>>): string {
  return [...new Set(Object.values(labels))].join(' / ') || 'all'
}

function timesAs(now: number | null, before: number): string {
  if (now === null || before === 0) return ''
  return ` (${formatValue(now / before, 'count')}×)`
}

function keyOf(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function medianOf(values: Float64Array): number | null {
  const median = quantile(values, 0.5)
  return Number.isFinite(median) ? median : null
}

function mediansOf({ times, values }: Series, every: number): Trend['rows'][number]['medians'] {
  const figures: Trend['rows'][number]['medians'] = []
  for (let from = 0; from < times.length; ) {
    const time = Math.floor((times[from] ?? 0) / every) * every
    let to = from + 1
    while (to < times.length && (times[to] ?? 0) < time + every) to++
    const median = medianOf(values.subarray(from, to))
    if (median !== null) figures.push({ time, median, samples: to - from })
    from = to
  }
  return figures
}
