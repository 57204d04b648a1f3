import { compareVerdicts, type Row, type Window } from '@ocp-perf/panel'
import type { Frame, Series } from '@ocp-perf/promql'
import { figuresOf } from '@ocp-perf/stats'
import type { Metric } from '../catalog-schema.ts'
import { placeholdersOf } from '../expression.ts'
import type { PlatformView } from '../platform/platform.ts'
import type { Profile } from '../profile-schema.ts'
import { hasEnded, judge, type Limits } from './judge.ts'

/** A row with the points behind it. */
export interface RowSeries {
  row: Row
  series: Series
  /** Whether it was beyond the limit of its verdict at the window's end. */
  ongoing: boolean
}

export interface RowOptions {
  metric: Metric
  /** The expression that was answered. */
  expression: string
  view: PlatformView
  limits: Limits | undefined
  window: Window
  /** Points that make trouble more than a blip. */
  lasting: number
  /** Targets that are down, by the value of the first key's label: each has a row, with or without a series. */
  down: readonly string[]
}

/** One row for each series of an answer and each target without one, keyed as the metric declares, worst and ongoing first. */
export function readRows(frame: Frame, options: RowOptions): RowSeries[] {
  const { metric, expression, view, limits, window, lasting } = options
  const sources = keySources(metric, expression, view.profile)
  const readRow = (labels: Record<string, string>, series: Series): RowSeries => {
    const { times, values } = series
    const { verdict, over, since, ongoing } = judge(times, values, limits, window, lasting)
    const { last, mean, min, max, p95 } = figuresOf(values)
    const row: Row = {
      labels,
      // A restarted member's old version and a resolved alert have a latest sample, but say nothing of how things stand.
      last: hasEnded(times, values, window) ? null : figure(last),
      mean: figure(mean),
      min: figure(min),
      max: figure(max),
      p95: figure(p95),
      verdict,
      over,
      since,
    }
    return { row, series: { ...series, labels }, ongoing }
  }
  const measured = frame.series.map((series) => readRow(view.label(rowLabels(series, sources)), series))
  const [key = ''] = metric.by
  const heard = new Set(measured.map(({ row }) => row.labels[key]))
  const silent = options.down
    .map((name) => view.label({ [key]: name }))
    .filter((labels) => !heard.has(labels[key]))
    .map((labels) => readRow(labels, { labels, times: new Float64Array(), values: new Float64Array() }))
  return [...measured, ...silent]
    .map((read) => ({ read, name: rowName(read.row, metric) }))
    .sort((a, b) => compareRows(a.read, b.read, metric) || (a.name < b.name ? -1 : 1))
    .map(({ read }) => read)
}

/** The worst value that a row saw: its peak, or its lowest where higher is better. */
export function worstValue(row: Row, metric: Metric): number | null {
  return metric.better === 'higher' ? row.min : row.max
}

/** What a row is called in a sentence: `m2`, `m1 → m3`, `node1/sda`. Empty for a metric of one row. */
export function rowName(row: Pick<Row, 'labels'>, metric: Pick<Metric, 'by'>): string {
  return metric.by.reduce((name, key) => {
    const value = row.labels[key]
    if (value === undefined) return name
    if (name === '') return value
    return `${name}${key === 'peer' ? ' → ' : '/'}${value}`
  }, '')
}

/** Row key → label that the answer carries it under: what the expression says, else the key itself. */
function keySources(metric: Metric, expression: string, profile: Profile): [key: string, label: string][] {
  const used = new Set(placeholdersOf(expression))
  return metric.by.map((key) => {
    const entry = Object.entries(profile.labels).find(([name, label]) => label.key === key && used.has(name))
    return [key, entry?.[1].label ?? key]
  })
}

function rowLabels({ labels }: Series, sources: readonly [string, string][]): Record<string, string> {
  const named: Record<string, string> = {}
  for (const [key, label] of sources) {
    const value = labels[label]
    if (value !== undefined && value !== '') named[key] = value
  }
  return named
}

/** Worst verdict first; among equals what lasts, then the worst value. Names decide last, so that rows stand in the same order each time. */
function compareRows(first: RowSeries, second: RowSeries, metric: Metric): number {
  const { row: a } = first
  const { row: b } = second
  const byVerdict = compareVerdicts(a.verdict, b.verdict)
  if (byVerdict !== 0) return byVerdict
  if (first.ongoing !== second.ongoing) return first.ongoing ? -1 : 1
  const direction = metric.better === 'higher' ? 1 : -1
  return direction * ((worstValue(a, metric) ?? 0) - (worstValue(b, metric) ?? 0))
}

/** JSON has neither NaN nor infinities. */
function figure(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
