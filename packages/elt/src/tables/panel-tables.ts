import {
  type BandLevel,
  bandLevels,
  formatValue,
  isBad,
  type MetricResult,
  type PanelResult,
  type Row,
  type Window,
} from '@ocp-perf/panel'
import type { Cell, Column, Table } from './table.ts'
import { nameOf, shareText, timeIn, verdictWords } from './words.ts'

const figures = [
  ['last', 'Latest'],
  ['mean', 'Mean'],
  ['p95', 'p95'],
  ['min', 'Min'],
  ['max', 'Max'],
] as const

/** One table for each metric of a panel, in the panel's order; a metric without rows has an empty one. */
export function panelTables(panel: PanelResult): Table[] {
  return panel.metrics.map((metric) => metricTable(metric, panel.window))
}

/** A metric's rows: a column for each label, then what was read of it, worst first. */
export function metricTable(metric: MetricResult, window: Window): Table {
  const keys = labelKeys(metric)
  const columns: Column[] = [
    ...keys.map((key) => ({ key, title: columnTitle(key), kind: 'text' as const })),
    { key: 'verdict', title: 'Verdict', kind: 'verdict' },
    ...figures.map(([key, title]) => ({ key, title, kind: 'number' as const, unit: metric.unit })),
    { key: 'over', title: 'Time over', kind: 'number', unit: 'ratio' },
    { key: 'since', title: 'Since', kind: 'time' },
  ]
  const rows = metric.rows.map((row) => ({
    cells: rowCells(row, keys, metric, window),
    series: { metric: metric.id, labels: row.labels },
  }))
  return { id: metric.id, title: metric.title, columns, rows, omitted: metric.omitted }
}

/** `grpc_method` is read as `Grpc method`. */
const columnTitle = (key: string): string => `${key.slice(0, 1).toUpperCase()}${key.slice(1).replaceAll('_', ' ')}`

/** The labels that tell the rows of a metric apart, in the order in which rows name them. */
export function labelKeys({ rows }: MetricResult): string[] {
  return [...new Set(rows.flatMap(({ labels }) => Object.keys(labels)))]
}

function rowCells(row: Row, keys: readonly string[], metric: MetricResult, window: Window): Cell[] {
  const verdict = isBad(row.verdict) ? row.verdict : undefined
  const isBeyond = beyond(row, metric)
  return [
    ...keys.map((key) => ({ value: row.labels[key] ?? null, text: row.labels[key] ?? '', verdict })),
    verdictCell(row, metric),
    ...figures.map(([key]): Cell => {
      const value = row[key]
      return { value, text: formatValue(value, metric.unit), verdict: isBeyond(value) ? verdict : undefined }
    }),
    { value: row.over, text: shareText(row.over) },
    { value: row.since, text: row.since === null ? '–' : timeIn(row.since, window) },
  ]
}

/** Where there is no limit, there is nothing to say of each row. */
function verdictCell({ verdict }: Row, { bands }: MetricResult): Cell {
  const isUnjudged = verdict === 'unknown' && bands === undefined
  return isUnjudged ? { value: verdict, text: '–' } : { value: verdict, text: verdictWords[verdict], verdict }
}

/** Tells which figures of a bad row are on the wrong side of the limit of its verdict. */
function beyond({ verdict, min, max }: Row, { bands }: MetricResult): (value: number | null) => boolean {
  const limits = bandLevels.flatMap((level) => (bands?.[level] === undefined ? [] : [bands[level]]))
  const limit = isBad(verdict) ? bands?.[verdict as BandLevel] : undefined
  if (limit === undefined) return () => false
  const [mildest = limit] = limits
  const worst = limits.at(-1) ?? limit
  // A metric with a single limit does not say which side is bad, but a row that is beyond it on one side only does.
  const isBelowBad = worst < mildest || (worst === mildest && (max ?? limit) <= limit && (min ?? limit) < limit)
  return (value) => value !== null && (isBelowBad ? value < limit : value > limit)
}

/** What a row is called in a legend; the metric's own title where it has but one row. */
export const rowTitle = (row: Row, metric: MetricResult): string => nameOf(row.labels) || metric.title
