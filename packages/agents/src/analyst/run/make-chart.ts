import {
  type BandLevel,
  bandLevels,
  bandsSchema,
  type Cause,
  type CauseEvidence,
  isBad,
  type MetricResult,
  type Unit,
  unitSchema,
  type Window,
} from '@ocp-perf/panel'
import { z } from 'zod'
import type { Chart } from '../../contract/index.ts'

const labelsSchema = z.record(z.string(), z.string())
type Labels = z.infer<typeof labelsSchema>

/** What the resource `metric://…` answers. */
const pointsSchema = z.object({
  cluster: z.string(),
  id: z.string(),
  unit: unitSchema,
  series: z.array(z.object({ labels: labelsSchema, points: z.array(z.tuple([z.number(), z.number().nullable()])) })),
  omitted: z.number(),
})

/** What a chart is to show. */
export interface ChartRequest {
  uri: string
  metric: string
  title: string
  limit: Chart['limit']
  onset: number | null
  /** Rows that must be drawn. */
  first: readonly Labels[]
  /** Whether nothing else is drawn. */
  alone: boolean
}

/** The limits of the catalog by metric, as the resource `catalog://thresholds` has them. */
export type Thresholds = ReadonlyMap<string, z.infer<typeof thresholdSchema>>
const thresholdSchema = bandsSchema.extend({ id: z.string() })

export const thresholdsUri = 'catalog://thresholds'

export function readThresholds(data: unknown): Thresholds {
  return new Map(
    z
      .array(thresholdSchema)
      .parse(data)
      .map((each) => [each.id, each]),
  )
}

/** What decided a cause: its first requirement that is held against a published limit, else its weightiest evidence. */
export function decidingEvidence({ evidence }: Pick<Cause, 'evidence'>): CauseEvidence | undefined {
  const for_ = evidence.filter(({ role, weight }) => role !== 'contradicts' && weight >= 0)
  return (
    for_.find(({ role, comparison }) => role === 'required' && comparison === 'limit') ??
    for_.find(({ comparison }) => comparison === 'limit') ??
    for_[0]
  )
}

/** The chart behind a cause, in the window and the cluster of its diagnosis. */
export function chartOfCause(
  cause: Cause,
  { cluster, window }: { cluster: string; window: Window },
  thresholds: Thresholds,
): ChartRequest | undefined {
  const evidence = decidingEvidence(cause)
  if (evidence === undefined) return undefined
  const { metric, title, reference, comparison, labels, since } = evidence
  const bands = thresholds.get(metric)
  const verdict =
    bandLevels.find((level) => bands?.[level] === reference) ?? (isBad(cause.severity) ? cause.severity : 'watch')
  const source = bands?.source ?? cause.sources[0]
  const limited = comparison === 'limit' && reference !== null && source !== undefined
  return {
    uri: pointsUri(cluster, metric, window),
    metric,
    title,
    limit: limited ? { value: reference, verdict, source } : null,
    onset: cause.onset ?? since,
    first: [labels],
    alone: false,
  }
}

/**
 * The chart of a measured metric: with the limit of its verdict, or the mildest one. Of those who were named, where it
 * has rows of them.
 */
export function chartOfMetric(metric: MetricResult, names: readonly string[]): ChartRequest {
  const { id, title, uri, verdict, bands, rows, omitted } = metric
  const named = rows.filter(({ labels }) => Object.values(labels).some((value) => names.includes(value)))
  const drawn = named.length > 0 ? named : rows
  const level: BandLevel | undefined = isBad(verdict) ? verdict : bandLevels.find((each) => bands?.[each] !== undefined)
  const value = level === undefined ? undefined : bands?.[level]
  const bad = drawn.filter((row) => isBad(row.verdict))
  return {
    uri,
    metric: id,
    title,
    limit:
      level === undefined || value === undefined || bands === undefined
        ? null
        : { value, verdict: level, source: bands.source },
    onset: bad.flatMap(({ since }) => since ?? []).sort((a, b) => a - b)[0] ?? null,
    first: drawn.map(({ labels }) => labels),
    // The points know nothing of which rows were asked for.
    alone: named.length > 0 || omitted === 0,
  }
}

/** As the servers name the points of a metric: their catalog's address for it, which a diagnosis leaves to its reader. */
function pointsUri(cluster: string, metric: string, { start, end, step }: Window): string {
  return `metric://${encodeURIComponent(cluster)}/${encodeURIComponent(metric)}?start=${start}&end=${end}&step=${step}`
}

// More lines than this cannot be told apart.
const mostLines = 8

export function drawChart(request: ChartRequest, data: unknown): Chart {
  const { cluster, unit, series, omitted } = pointsSchema.parse(data)
  const place = ({ labels }: { labels: Labels }) => {
    const at = request.first.findIndex((wanted) =>
      Object.entries(wanted).every(([key, value]) => labels[key] === value),
    )
    return at === -1 ? request.first.length : at
  }
  const wanted = request.alone ? series.filter((each) => place(each) < request.first.length) : series
  const sorted = [...wanted].sort((a, b) => place(a) - place(b) || peak(b.points) - peak(a.points))
  const drawn = sorted.slice(0, mostLines)
  const keys = telling(wanted.map(({ labels }) => labels))
  return {
    metric: request.metric,
    title: request.title,
    unit: unit satisfies Unit,
    cluster,
    series: drawn.map(({ labels, points }) => ({ name: nameOf(labels, keys, request.title), points })),
    limit: request.limit,
    onset: request.onset,
    omitted: omitted + wanted.length - drawn.length,
  }
}

function peak(points: readonly (readonly [number, number | null])[]): number {
  return points.reduce((most, [, value]) => Math.max(most, value ?? Number.NEGATIVE_INFINITY), Number.NEGATIVE_INFINITY)
}

/** The labels that tell series apart: a node says nothing more where members already differ. */
function telling(all: readonly Labels[]): string[] {
  const keys = [...new Set(all.flatMap((labels) => Object.keys(labels)))]
  const chosen: string[] = []
  const kinds = (by: readonly string[]) =>
    new Set(all.map((labels) => JSON.stringify(by.map((key) => labels[key])))).size
  for (const key of keys) if (kinds([...chosen, key]) > Math.max(1, kinds(chosen))) chosen.push(key)
  return chosen.length > 0 ? chosen : keys.slice(0, 1)
}

function nameOf(labels: Labels, keys: readonly string[], title: string): string {
  return keys.flatMap((key) => labels[key] ?? []).join(' ') || title
}
