import { type Catalog, type Limits, limitsOf, type Metric } from '@ocp-perf/metrics'
import type { MetricResult, PanelResult, Row, Window } from '@ocp-perf/panel'
import { type Frame, labelsKey } from '@ocp-perf/promql'
import { interpolate } from '@ocp-perf/stats'

/** One series of a metric with its verdict and its points. */
export interface Reading {
  metric: Metric
  limits: Limits | undefined
  row: Row
  times: Float64Array
  values: Float64Array
  /** The window that it is of, of which it may fill a part. */
  window: Window
  /** A quantile of all its samples; sorted once, for many rules ask. */
  level(quantile: number): number
}

/** What was measured, as rules ask for it. */
export interface Readings {
  window: Window
  metric(id: string): Metric
  /** The series of a metric that have samples; none where it was not measured. */
  of(id: string): readonly Reading[]
  /** Why there is nothing of a metric; undefined where there is something, or where having nothing is no gap. */
  missing(id: string): string | undefined
  members: readonly string[]
  nodeOf(member: string): string | undefined
  /** Who led at a time; undefined where that is not known. */
  leaderAt(time: number): string | undefined
}

export interface Measured {
  panel: PanelResult
  frames: ReadonlyMap<string, Frame>
  /** Metrics whose absence is no gap. */
  inapplicable: ReadonlySet<string>
}

/** Indexes a measurement by metric, member and node. The panel must hold every row (`top` at its largest). */
export function createReadings({ panel, frames, inapplicable }: Measured, catalog: Catalog): Readings {
  const results = new Map(panel.metrics.map((result) => [result.id, result]))
  const nodes = memberNodes(panel)
  const own = new Set(nodes.values())
  // Workers are no measure for the nodes that members run on.
  const isOwn = ({ member, node }: Row['labels']) =>
    member !== undefined || node === undefined || own.size === 0 || own.has(node)
  const read = new Map<string, readonly Reading[]>()
  const of = (id: string): readonly Reading[] => {
    const known = read.get(id)
    if (known !== undefined) return known
    const made = readingsOf(results.get(id), frames.get(id), catalog, panel).filter(({ row }) => isOwn(row.labels))
    read.set(id, made)
    return made
  }
  const filling = (field: string) =>
    panel.metrics.filter(({ id }) => catalog.metric(id).fills === field).flatMap(({ id }) => of(id))
  const leaders = filling('leader')
  const members = [
    ...new Set(panel.metrics.flatMap(({ rows }) => rows.flatMap(({ labels }) => labels.member ?? []))),
  ].sort()
  // A lone member has no way to a peer that could be missing.
  const isAbout = (id: string) => members.length > 1 || !catalog.metric(id).by.includes('peer')
  return {
    window: panel.window,
    metric: catalog.metric,
    of,
    missing: (id) => {
      if (of(id).length > 0 || inapplicable.has(id) || !isAbout(id)) return undefined
      return results.get(id)?.reason ?? 'it was not measured'
    },
    members: [
      ...new Set(panel.metrics.flatMap(({ rows }) => rows.flatMap(({ labels }) => labels.member ?? []))),
    ].sort(),
    nodeOf: (member) => nodes.get(member),
    leaderAt: (time) => leaders.find((reading) => valueAt(reading, time) === 1)?.row.labels.member,
  }
}

function readingsOf(
  result: MetricResult | undefined,
  frame: Frame | undefined,
  catalog: Catalog,
  { platform, window }: PanelResult,
): readonly Reading[] {
  if (result === undefined || frame === undefined) return []
  const metric = catalog.metric(result.id)
  const limits = limitsOf(metric, platform)
  const rows = new Map(result.rows.map((row) => [labelsKey(row.labels), row]))
  return frame.series.flatMap(({ labels, times, values }) => {
    const row = rows.get(labelsKey(labels))
    if (row === undefined || row.verdict === 'no_data') return []
    const told = limits !== undefined && isCarriedIn(limits, values) ? { ...row, verdict: 'ok' as const } : row
    return [{ metric, limits, row: told, times, values, window, level: levelsOf(values) }]
  })
}

/**
 * Whether events were only counted because the count looks back beyond the window's start: none came within it, so that it
 * is not this window's trouble.
 */
function isCarriedIn({ hold, side }: Limits, values: Float64Array): boolean {
  if (hold !== 'event' || side !== 'above') return false
  const first = values.find((value) => !Number.isNaN(value)) ?? 0
  return first > 0 && values.every((value) => !(value > first))
}

function levelsOf(values: Float64Array): (quantile: number) => number {
  let sorted: Float64Array | undefined
  return (wanted) => {
    sorted ??= values.filter((value) => !Number.isNaN(value)).sort()
    return interpolate(sorted, wanted)
  }
}

function memberNodes({ metrics }: PanelResult): ReadonlyMap<string, string> {
  const nodes = new Map<string, string>()
  for (const { rows } of metrics) {
    for (const { labels } of rows) {
      if (labels.member !== undefined && labels.node !== undefined) nodes.set(labels.member, labels.node)
    }
  }
  return nodes
}

/** The newest value at or before a time; NaN before the first. */
function valueAt({ times, values }: Reading, time: number): number {
  let value = Number.NaN
  for (let index = 0; index < times.length && (times[index] ?? 0) <= time; index++) value = values[index] ?? Number.NaN
  return value
}
