import { z } from 'zod'
import type { Connection } from '../database/duckdb.ts'
import { readRows } from '../database/rows.ts'
import type { RecordedSeries, RecordedSpan, StoredCluster } from '../history.ts'

const clusterRows = z.array(z.object({ name: z.string(), platform: z.string(), last_run: z.number() }))
const seriesRows = z.array(z.object({ metric: z.string(), labels: z.string(), first: z.number(), last: z.number() }))
const labelsSchema = z.record(z.string(), z.string())
const reasonRows = z.array(z.object({ metric: z.string(), reason: z.string() }))

/** The clusters that have samples, that of the newest run first, each with the platform that its newest run told. */
export async function readClusters(connection: Connection): Promise<StoredCluster[]> {
  const rows = await readRows(
    connection,
    `SELECT cluster AS name, coalesce(arg_max(nullif(platform, ''), started_at), '') AS platform,
       epoch(max(started_at)) AS last_run
     FROM runs WHERE cluster IN (SELECT cluster FROM series) GROUP BY cluster ORDER BY last_run DESC, name`,
    clusterRows,
  )
  return rows.map(({ name, platform, last_run: lastRun }) => ({ name, platform, lastRun }))
}

/** The series of a cluster, from what is kept of each beside its samples. */
export async function readSeries(connection: Connection, cluster: string): Promise<RecordedSeries[]> {
  const rows = await readRows(
    connection,
    `SELECT metric, labels::VARCHAR AS labels, epoch(first_at) AS first, epoch(last_at) AS last
     FROM series WHERE cluster = $1 ORDER BY metric, labels`,
    seriesRows,
    [cluster],
  )
  return rows.map(({ labels, ...rest }) => ({ ...rest, labels: labelsSchema.parse(JSON.parse(labels)) }))
}

/** What runs of a window asked for without getting a row, with the reason that the newest of them gave. */
export async function readUnmeasured(
  connection: Connection,
  { cluster, start, end }: RecordedSpan,
): Promise<ReadonlyMap<string, string>> {
  const rows = await readRows(
    connection,
    `SELECT m->>'$.id' AS metric, arg_max(m->>'$.reason', r.started_at) AS reason
     FROM panels p JOIN runs r ON r.id = p.run_id, unnest((p.result->'$.metrics')::JSON[]) AS ms(m)
     WHERE r.cluster = $1 AND r.window_end >= to_timestamp($2) AND r.window_start <= to_timestamp($3)
       AND json_array_length(m, '$.rows') = 0 AND (m->>'$.reason') IS NOT NULL
     GROUP BY 1`,
    reasonRows,
    [cluster, start, end],
  )
  return new Map(rows.map(({ metric, reason }) => [metric, reason]))
}
