import { nearNames } from '@ocp-perf/errors'
import { type MetricResult, type Row, type Window, worstVerdict } from '@ocp-perf/panel'
import { emptyFrame, type Frame } from '@ocp-perf/promql'
import type { Metric } from '../catalog-schema.ts'
import type { PlatformView } from '../platform/platform.ts'
import type { Answer } from './ask.ts'
import { metricHeadline } from './headline.ts'
import { bandsOf, fewestSamples, type Limits, lastingPoints, limitsOf } from './judge.ts'
import { metricUri } from './metric-uri.ts'
import { absenceReason, emptyReason, failureReason, isScraped } from './reasons.ts'
import type { RollCall } from './roll-call.ts'
import { type RowSeries, readRows } from './rows.ts'

/** What was read of one metric. */
export interface Reading {
  metric: Metric
  result: MetricResult
  /** Every row, shown or not, with its points. */
  rows: readonly RowSeries[]
  frame: Frame
  /** False for what this platform or version does not have and for what is quiet: no gap in the evidence then. */
  applicable: boolean
  /** Why the platform or the cluster has nothing that it could be measured of. */
  lacks?: string | undefined
  /** What rows could be kept by, for each key that the request names and rows have. */
  offered?: Readonly<Record<string, readonly string[]>> | undefined
  /** Seconds; undefined where nothing was asked. */
  rateSeconds: number | undefined
  /** Points that make trouble more than a blip. */
  lasting: number
}

export interface ReadingOptions {
  cluster: string
  window: Window
  view: PlatformView
  top: number
  only: Readonly<Record<string, readonly string[]>>
  down: RollCall
}

/** Turns an answer into a result with a verdict, a headline, and a reason where there is nothing to judge. */
export function readAnswer({ plan, outcome }: Answer, options: ReadingOptions): Reading {
  const { metric } = plan
  const { view } = options
  const nothing = (verdict: 'no_data' | 'unknown', reason: string, applicable = true): Reading => ({
    metric,
    result: withoutRows(metric, verdict, reason, options),
    rows: [],
    frame: emptyFrame(),
    applicable,
    rateSeconds: undefined,
    lasting: fewestSamples,
  })
  const lacking = (reason: string): Reading => ({ ...nothing('no_data', reason, false), lacks: reason })
  if (plan.kind === 'inapplicable') return plan.lacks ? lacking(plan.reason) : nothing('no_data', plan.reason, false)
  if (plan.kind === 'unrecorded') return nothing('no_data', plan.reason)
  if (plan.kind === 'absent') {
    const isUsual = (metric.since ?? metric.needs) !== undefined && isScraped(metric, view)
    return nothing('no_data', absenceReason(metric, plan.names, view), !isUsual)
  }
  if (outcome === undefined) return nothing('unknown', 'nothing was asked')
  if (outcome.error !== undefined) {
    return nothing('unknown', failureReason(outcome.error))
  }
  if (outcome.frame.series.length === 0) {
    if (plan.lacks !== undefined) return lacking(plan.lacks)
    const quiet = isScraped(metric, view) ? metric.quiet : undefined
    return { ...nothing('no_data', quiet ?? emptyReason(metric, view), quiet === undefined), frame: outcome.frame }
  }
  const limits = limitsOf(metric, view.profile.id)
  const { expression, rateSeconds } = outcome.question
  const lasting = lastingPoints(metric, expression, rateSeconds, options.window.step)
  const all = readRows(outcome.frame, {
    metric,
    expression,
    view,
    limits,
    window: options.window,
    lasting,
    down: options.down(metric, expression),
  })
  const filtered = filterRows(all, options.only)
  const { rows, offered } = filtered
  const frame = { ...outcome.frame, series: rows.flatMap(({ series }) => (series.times.length === 0 ? [] : [series])) }
  if (rows.length === 0) return { ...nothing('no_data', filteredReason(filtered, options.only)), frame, offered }
  const result = withRows(metric, limits, rows, options)
  const applicable = metric.quiet === undefined || result.verdict !== 'no_data'
  return { metric, result, rows, frame, applicable, rateSeconds, lasting, offered }
}

function withRows(
  metric: Metric,
  limits: Limits | undefined,
  rows: readonly RowSeries[],
  { cluster, window, top }: ReadingOptions,
): MetricResult {
  const all: readonly Row[] = rows.map(({ row }) => row)
  const heard = all.filter((row) => row.verdict !== 'no_data')
  const silent = heard.length === 0
  const verdict = worstVerdict((metric.quiet === undefined ? all : heard).map((row) => row.verdict))
  const reason = silent ? (metric.quiet ?? 'only NaN in this window: there was nothing to measure') : undefined
  const ongoing = new Set(rows.flatMap((each) => (each.ongoing ? [each.row] : [])))
  return {
    id: metric.id,
    title: metric.title,
    unit: metric.unit,
    verdict: limits === undefined && !silent ? 'unknown' : verdict,
    headline: silent
      ? `${metric.title}: no data (${reason ?? ''})`
      : metricHeadline(all, { metric, limits, window, ongoing }),
    ...(reason === undefined ? {} : { reason }),
    ...(reason === undefined && limits === undefined ? { reason: 'no published limit' } : {}),
    ...(limits === undefined ? {} : { bands: bandsOf(limits) }),
    rows: all.slice(0, top),
    omitted: Math.max(0, all.length - top),
    uri: metricUri(cluster, metric.id, window),
  }
}

function withoutRows(
  metric: Metric,
  verdict: 'no_data' | 'unknown',
  reason: string,
  { cluster, window, view }: ReadingOptions,
): MetricResult {
  const limits = limitsOf(metric, view.profile.id)
  return {
    id: metric.id,
    title: metric.title,
    unit: metric.unit,
    verdict,
    headline: `${metric.title}: ${verdict === 'no_data' ? 'no data' : 'not measured'} (${reason})`,
    reason,
    ...(limits === undefined ? {} : { bands: bandsOf(limits) }),
    rows: [],
    omitted: 0,
    uri: metricUri(cluster, metric.id, window),
  }
}

interface Filtered {
  rows: readonly RowSeries[]
  /** The values by which rows could be kept, for each key: of those that the keys before it have kept. */
  offered: Readonly<Record<string, readonly string[]>>
}

/** Keeps rows by key; a metric none of whose rows has the key is about something else and stays whole. */
function filterRows(all: readonly RowSeries[], only: ReadingOptions['only']): Filtered {
  const offered: Record<string, readonly string[]> = {}
  let rows = all
  for (const [key, values] of Object.entries(only)) {
    const there = [...new Set(rows.flatMap(({ row }) => row.labels[key] ?? []))].sort()
    if (there.length === 0) continue
    offered[key] = there
    const meant = new Set(values)
    rows = rows.filter(({ row }) => meant.has(row.labels[key] ?? ''))
  }
  return { rows, offered }
}

function filteredReason({ offered }: Filtered, only: ReadingOptions['only']): string {
  const wanted = Object.entries(offered).flatMap(([key, there]) => {
    const values = only[key] ?? []
    if (values.some((value) => there.includes(value))) return []
    const near = [...new Set(values.flatMap((value) => nearNames(value, there)))]
    const shown = (near.length > 0 ? near : there).slice(0, namesShown)
    const more = there.length > shown.length ? ' and more' : ''
    return [`no ${key} is ${values.slice(0, 3).join(' or ')}; there is ${shown.join(', ')}${more}`]
  })
  return wanted.join('; ')
}

const namesShown = 5
