import { AppError } from '@ocp-perf/errors'
import type { Frame, Labels, Series } from '@ocp-perf/promql'
import { z } from 'zod'
import type { Connection } from '../database/duckdb.ts'
import { readSampleColumns, type SampleColumns } from '../database/read-columns.ts'
import { readRows } from '../database/rows.ts'
import type { RecordedSpan, SampleQuery, StoredMetric } from '../history.ts'
import { conditions } from './filter.ts'

const maxSamples = 5_000_000

const seriesRows = z.array(z.object({ sid: z.int(), labels: z.string() }))
const labelsSchema = z.record(z.string(), z.string())
const metricRows = z.array(
  z.object({
    id: z.string(),
    series: z.coerce.number(),
    samples: z.coerce.number(),
    first: z.number(),
    last: z.number(),
  }),
)

/** The points of a metric; series without a point in the window are left out. Throws `too_large` beyond 5 million. */
export async function readSamples(connection: Connection, query: SampleQuery): Promise<Frame> {
  const { metric, cluster, start, end, labels = {} } = query
  const known = await readRows(
    connection,
    'SELECT sid, labels::VARCHAR AS labels FROM series WHERE metric = $1 AND cluster = $2',
    seriesRows,
    [metric, cluster],
  )
  const wanted = new Map<number, Labels>()
  for (const row of known) {
    const own = labelsSchema.parse(JSON.parse(row.labels))
    if (Object.entries(labels).every(([name, value]) => own[name] === value)) wanted.set(row.sid, own)
  }
  const series =
    wanted.size === 0 ? [] : splitBySeries(await readPoints(connection, [...wanted.keys()], start, end), wanted)
  return { series, warnings: [], partial: false }
}

/** The points of several metrics; what keeps one from being read is given in its place. */
export async function readFrames(
  connection: Connection,
  metrics: readonly string[],
  span: RecordedSpan,
): Promise<ReadonlyMap<string, Frame | AppError>> {
  const frames = new Map<string, Frame | AppError>()
  for (const metric of metrics) {
    try {
      frames.set(metric, await readSamples(connection, { metric, ...span }))
    } catch (error) {
      // One of too many points hides no other; all else is about the database.
      if (!(error instanceof AppError) || error.code !== 'too_large') throw error
      frames.set(metric, error)
    }
  }
  return frames
}

async function readPoints(connection: Connection, sids: readonly number[], start: number, end: number) {
  const ordered = [...sids].sort((a, b) => a - b)
  // The span of numbers lets DuckDB skip blocks, which a list alone does not.
  const columns = await readSampleColumns(
    connection,
    `SELECT sid, ts, value FROM samples
     WHERE sid BETWEEN ${ordered[0]} AND ${ordered.at(-1)} AND sid IN (${ordered.join(', ')})
       AND ts BETWEEN ${timestamp(start)} AND ${timestamp(end)}
     ORDER BY sid, ts LIMIT ${maxSamples + 1}`,
  )
  if (columns.sids.length > maxSamples) {
    throw new AppError('too_large', `There are more than ${maxSamples} points in this window.`, {
      hint: 'Ask for a shorter window or name labels.',
    })
  }
  return columns
}

/** Unix seconds as a constant of SQL, to the millisecond. */
function timestamp(seconds: number): string {
  const ms = Math.round(seconds * 1000)
  if (Number.isSafeInteger(ms)) return `make_timestamptz(${ms * 1000})`
  throw new AppError('invalid_input', 'The window has no valid start or end.', { hint: 'Both are unix seconds.' })
}

function splitBySeries({ sids, times, values }: SampleColumns, labels: ReadonlyMap<number, Labels>): Series[] {
  const series: Series[] = []
  for (let from = 0; from < sids.length; ) {
    const sid = sids[from] ?? -1
    let to = from + 1
    while (sids[to] === sid) to++
    series.push({ labels: labels.get(sid) ?? {}, times: times.slice(from, to), values: values.slice(from, to) })
    from = to
  }
  return series
}

/** What has samples, by metric. */
export async function readMetrics(connection: Connection, cluster: string | undefined): Promise<StoredMetric[]> {
  const { where, values } = conditions([['r.cluster = ?', cluster]])
  return readRows(
    connection,
    `SELECT r.metric AS id, count(*) AS series, sum(s.samples) AS samples,
       epoch(min(s.first_at)) AS first, epoch(max(s.last_at)) AS last
     FROM (SELECT sid, count(*) AS samples, min(ts) AS first_at, max(ts) AS last_at FROM samples GROUP BY sid) s
       JOIN series r ON r.sid = s.sid ${where} GROUP BY r.metric ORDER BY r.metric`,
    metricRows,
    values,
  )
}
