import { type Metric, rowName } from '@ocp-perf/metrics'
import {
  type Baseline,
  type BaselineRow,
  bandLevels,
  type MetricResult,
  type PanelResult,
  type Window,
} from '@ocp-perf/panel'
import { type Frame, labelsKey } from '@ocp-perf/promql'
import { type Columns, joinColumns } from './join-past.ts'
import { aroundSeconds } from './past-limits.ts'
import { type Past, pickPast } from './pick-past.ts'
import { basisSentence, rowSentence } from './sentences.ts'
import { judge, type Limit } from './standing.ts'

export interface PastComparison {
  panel: PanelResult
  /** The points behind the panel, by metric id. */
  frames: ReadonlyMap<string, Frame>
  /** The same metrics over earlier days, from the source or from history: see `pastRequests` and `joinPast`. */
  past: ReadonlyMap<string, Frame>
  /** What the catalog says of the panel's metrics; one that it does not know is left out. */
  metrics: Iterable<Metric>
  /** How many hours off a time of day still is the same. Default 1. */
  hours?: number | undefined
}

/**
 * Holds each row of a panel against this cluster's own past: the median of the window against median and MAD of the same
 * hours of earlier days (all of the past, where those are too few), the share of time beyond the limit, and when the level
 * changed. What has too little past is `thin`, never usual. Points of one time are not compared: they are known by when
 * they were, not by how much. O(n log n) in the points of each row; asks nothing of any source.
 */
export function compareWithPast(input: PastComparison): Baseline {
  const { panel, hours = aroundSeconds / 3600 } = input
  const metrics = new Map([...input.metrics].map((metric) => [metric.id, metric]))
  const compared = panel.metrics.flatMap((result) => {
    const metric = metrics.get(result.id)
    // A tenth of a moment since 1970 means nothing.
    if (metric === undefined || metric.unit === 'timestamp') return []
    return compareMetric(result, metric, input, { window: panel.window, around: hours * 3600 })
  })
  return {
    basis: basisSentence(
      compared.map(({ past }) => past),
      hours,
    ),
    rows: compared.sort(compareRows).map(({ row }) => row),
  }
}

interface Compared {
  row: BaselineRow
  distance: number
  past: Past
}

function compareMetric(
  result: MetricResult,
  metric: Metric,
  { frames, past }: PastComparison,
  { window, around }: { window: Window; around: number },
): Compared[] {
  const present = seriesBy(frames.get(result.id), labelsKey)
  // Only what a row is keyed by: a member that moved to another node is the same member.
  const keyOf = (labels: Readonly<Record<string, string>>) => labelsKey(pick(labels, metric.by))
  const earlier = seriesBy(past.get(result.id), keyOf)
  const limit = limitOf(result, metric)
  return result.rows.flatMap(({ labels }) => {
    const points = present.get(labelsKey(labels))
    if (points === undefined) return []
    const known = pickPast(joinColumns(earlier.get(keyOf(labels)) ?? []), window, around)
    const judged = judge(within(joinColumns(points), window), known, metric, limit)
    if (judged === undefined) return []
    const name = rowName({ labels }, metric)
    const row: BaselineRow = {
      metric: metric.id,
      title: metric.title,
      unit: metric.unit,
      labels,
      now: judged.now,
      usual: figure(judged.usual),
      spread: figure(judged.spread),
      samples: known.values.length,
      days: known.days,
      share_over: judged.share,
      usual_share_over: judged.usualShare,
      changed_at: judged.change?.at ?? null,
      standing: judged.standing,
      says: rowSentence({ metric, name, limit, window, judged, past: known }),
    }
    return [{ row, distance: judged.distance, past: known }]
  })
}

/** Figures at the far end of what a double holds have a spread that it does not, and JSON has no infinity. */
function figure(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null
}

function seriesBy(
  frame: Frame | undefined,
  keyOf: (labels: Readonly<Record<string, string>>) => string,
): ReadonlyMap<string, readonly Columns[]> {
  const series = new Map<string, Columns[]>()
  for (const each of frame?.series ?? []) {
    const key = keyOf(each.labels)
    const known = series.get(key)
    if (known === undefined) series.set(key, [each])
    else known.push(each)
  }
  return series
}

function pick(labels: Readonly<Record<string, string>>, keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(keys.flatMap((key) => (labels[key] === undefined ? [] : [[key, labels[key]]])))
}

/** The limits of the platform stand in the panel, which chose them. */
function limitOf({ bands }: MetricResult, { better }: Metric): Limit | undefined {
  const value = bandLevels.map((level) => bands?.[level]).find((limit) => limit !== undefined)
  return value === undefined ? undefined : { value, side: better === 'higher' ? 'below' : 'above' }
}

/** History and sources may bring points beside a window's own. */
function within({ times, values }: Columns, { start, end }: Window): Columns {
  const isInside = (_: number, index: number) => (times[index] ?? 0) >= start && (times[index] ?? 0) <= end
  return { times: times.filter(isInside), values: values.filter(isInside) }
}

const order: Record<BaselineRow['standing'], number> = { worse: 0, different: 1, better: 2, usual: 3, thin: 4 }

function compareRows(a: Compared, b: Compared): number {
  return order[a.row.standing] - order[b.row.standing] || b.distance - a.distance || (a.row.says < b.row.says ? -1 : 1)
}
