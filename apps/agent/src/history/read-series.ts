import type { Servers } from '@ocp-perf/agents'
import { limitOf, lineNames, mostLines, type Thresholds } from '@ocp-perf/agents/charts'
import type { HistorySeries } from '@ocp-perf/agents/contract'
import { AppError } from '@ocp-perf/errors'
import { unitSchema, verdictSchema } from '@ocp-perf/panel'
import { z } from 'zod'
import { askHistory, literal, mostRows } from './recorded.ts'

export interface SeriesRequest {
  cluster: string
  metric: string
  /** Unix seconds. */
  start: number
  end: number
}

/** DuckDB's JSON gives whole numbers of 64 bits as texts. */
const figure = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+(\.\d+)?$/)
    .transform(Number),
])
const labels = z.string().transform((text) => z.record(z.string(), z.string()).parse(JSON.parse(text)))

const metricRow = z.object({ cluster: z.string(), metric: z.string(), title: z.string(), samples: figure })
const seriesRow = z.object({ sid: figure, labels, title: z.string(), unit: unitSchema.catch('count'), found: figure })
const pointRow = z.object({ sid: figure, moment: figure, value: figure.nullable() })
const findingRow = z
  .object({ moment: figure, severity: verdictSchema, cause: z.string(), summary: z.string() })
  .transform(({ moment, ...finding }) => ({ at: moment, ...finding }))

// A chart is some hundred points wide, and a question brings so many rows.
const pointsOfLine = 120

/** What is recorded, by cluster and metric. */
export function readMetrics(servers: Servers, signal: AbortSignal): Promise<z.output<typeof metricRow>[]> {
  return askHistory(
    servers,
    `SELECT r.cluster, r.metric, coalesce(max(v.title), r.metric) AS title, count(*)::DOUBLE AS samples
     FROM samples s JOIN series r ON r.sid = s.sid LEFT JOIN metric_views v ON v.name = r.metric
     GROUP BY r.cluster, r.metric ORDER BY r.cluster, r.metric`,
    metricRow,
    { signal },
  )
}

/** The course of a metric over a window, thinned by medians, and what was found of it. `not_found` where none is recorded. */
export async function readSeries(
  servers: Servers,
  request: SeriesRequest,
  { thresholds, signal }: { thresholds: Thresholds; signal: AbortSignal },
): Promise<HistorySeries> {
  const [lines, findings] = await Promise.all([
    readLines(servers, request, signal),
    readFindings(servers, request, signal),
  ])
  const [first] = lines
  if (first === undefined) throw nothingRecorded(request)
  const points = await readPoints(servers, request, lines, signal)
  const names = lineNames(lines.map((line) => line.labels))
  const { cluster, metric } = request
  return {
    chart: {
      metric,
      title: first.title,
      unit: first.unit,
      cluster,
      series: lines.map(({ sid }, index) => ({ name: names[index] ?? '', points: points.get(sid) ?? [] })),
      limit: limitOf(thresholds.get(metric)),
      onset: null,
      omitted: first.found - lines.length,
    },
    findings,
  }
}

/** Of many series those that reached furthest. */
function readLines(servers: Servers, request: SeriesRequest, signal: AbortSignal) {
  return askHistory(
    servers,
    `SELECT r.sid::DOUBLE AS sid, r.labels::VARCHAR AS labels, coalesce(max(v.title), r.metric) AS title,
       coalesce(max(v.unit), '') AS unit, (count(*) OVER ())::DOUBLE AS found
     FROM samples s JOIN series r ON r.sid = s.sid LEFT JOIN metric_views v ON v.name = r.metric
     WHERE ${within(request)} GROUP BY r.sid, r.labels, r.metric
     ORDER BY max(s.value) DESC, labels LIMIT ${mostLines}`,
    seriesRow,
    { signal },
  )
}

async function readPoints(
  servers: Servers,
  request: SeriesRequest,
  lines: readonly { sid: number }[],
  signal: AbortSignal,
): Promise<ReadonlyMap<number, [number, number | null][]>> {
  const step = Math.max(1, Math.ceil((request.end - request.start) / pointsOfLine))
  const linesAtOnce = Math.floor(mostRows / (pointsOfLine + 1))
  const found = new Map<number, [number, number | null][]>(lines.map(({ sid }) => [sid, []]))
  const parts = Array.from({ length: Math.ceil(lines.length / linesAtOnce) }, (_, part) =>
    lines.slice(part * linesAtOnce, (part + 1) * linesAtOnce).map(({ sid }) => sid),
  )
  const answers = await Promise.all(
    parts.map((sids) =>
      askHistory(
        servers,
        `SELECT s.sid::DOUBLE AS sid, (floor(epoch(s.ts) / ${step}) * ${step})::DOUBLE AS moment, median(s.value) AS value
         FROM samples s JOIN series r ON r.sid = s.sid
         WHERE ${within(request)} AND s.sid IN (${sids.join(', ')}) AND isfinite(s.value)
         GROUP BY s.sid, moment ORDER BY s.sid, moment`,
        pointRow,
        { signal },
      ),
    ),
  )
  for (const { sid, moment, value } of answers.flat()) found.get(sid)?.push([moment, value])
  return new Map([...found].map(([sid, points]) => [sid, withGaps(points, step)]))
}

/** Runs are recorded now and then: nothing is drawn where nothing was measured. */
function withGaps(points: readonly [number, number | null][], step: number): [number, number | null][] {
  return points.flatMap(([at, value], index): [number, number | null][] => {
    const before = points[index - 1]?.[0]
    return before !== undefined && at - before > 1.5 * step
      ? [
          [before + step, null],
          [at, value],
        ]
      : [[at, value]]
  })
}

/** Findings of the metric, and causes that rest on it, each time that they were at work. */
function readFindings(servers: Servers, { cluster, metric, start, end }: SeriesRequest, signal: AbortSignal) {
  const mention = literal(`"metric":${JSON.stringify(metric)}`)
  return askHistory(
    servers,
    `SELECT DISTINCT epoch(coalesce(f.onset, r.started_at))::DOUBLE AS moment, f.severity, f.id AS cause, f.title AS summary
     FROM findings f JOIN runs r ON r.id = f.run_id
     WHERE r.cluster = ${literal(cluster)} AND (f.id = ${literal(metric)} OR contains(f.evidence::VARCHAR, ${mention}))
       AND epoch(coalesce(f.onset, r.started_at)) BETWEEN ${start} AND ${end}
     ORDER BY moment DESC LIMIT 200`,
    findingRow,
    { signal },
  )
}

function within({ cluster, metric, start, end }: SeriesRequest): string {
  return `r.cluster = ${literal(cluster)} AND r.metric = ${literal(metric)} AND s.ts BETWEEN to_timestamp(${start}) AND to_timestamp(${end})`
}

function nothingRecorded({ cluster, metric }: SeriesRequest): AppError {
  const asked = `${JSON.stringify(metric.slice(0, 80))} of ${JSON.stringify(cluster.slice(0, 80))}`
  return new AppError('not_found', `Nothing is recorded of ${asked} in this time.`, {
    hint: 'GET /api/history/metrics lists what is recorded; a longer time may hold some of it.',
  })
}
