import { z } from 'zod'
import type { Connection } from '../database/duckdb.ts'
import { readRows, textsIn } from '../database/rows.ts'

/** What is known of a series: its number, and between which times it has samples. */
export interface KnownSeries {
  sid: number
  /** Unix milliseconds; at least as wide as the samples that are there. */
  firstMs: number
  lastMs: number
  state: 'as-stored' | 'widened' | 'new'
}

/** The series of a batch; changes are written back by `save`. */
export interface SeriesIndex {
  /** The series, made when it is not there. */
  find(cluster: string, metric: string, labels: string): KnownSeries
  /** Says that a series has samples between these times. */
  widen(series: KnownSeries, firstMs: number, lastMs: number): void
  /** How many series were made. */
  save(): Promise<number>
}

const rowsSchema = z.array(
  z.object({
    sid: z.int(),
    cluster: z.string(),
    metric: z.string(),
    labels: z.string(),
    first_ms: z.coerce.number(),
    last_ms: z.coerce.number(),
  }),
)
const maxSchema = z.array(z.object({ sid: z.int().nullable() }))

interface Entry extends KnownSeries {
  cluster: string
  metric: string
  labels: string
}

/** Reads the series of some metrics. Numbers are given out under the ingest lock only. */
export async function readSeriesIndex(connection: Connection, metrics: ReadonlySet<string>): Promise<SeriesIndex> {
  const entries = new Map<string, Entry>()
  const rows = await readRows(
    connection,
    `SELECT sid, cluster, metric, labels::VARCHAR AS labels, epoch_ms(first_at) AS first_ms, epoch_ms(last_at) AS last_ms
     FROM series WHERE metric IN ${textsIn(1)}`,
    rowsSchema,
    [JSON.stringify([...metrics])],
  )
  for (const { sid, cluster, metric, labels, first_ms, last_ms } of rows) {
    const entry: Entry = { sid, cluster, metric, labels, firstMs: first_ms, lastMs: last_ms, state: 'as-stored' }
    entries.set(keyOf(cluster, metric, labels), entry)
  }
  const [newest] = await readRows(connection, 'SELECT max(sid) AS sid FROM series', maxSchema)
  let nextSid = (newest?.sid ?? -1) + 1

  return {
    find(cluster, metric, labels) {
      const key = keyOf(cluster, metric, labels)
      const known = entries.get(key)
      if (known !== undefined) return known
      const made: Entry = {
        sid: nextSid++,
        cluster,
        metric,
        labels,
        firstMs: Number.POSITIVE_INFINITY,
        lastMs: Number.NEGATIVE_INFINITY,
        state: 'new',
      }
      entries.set(key, made)
      return made
    },
    widen(series, firstMs, lastMs) {
      if (firstMs >= series.firstMs && lastMs <= series.lastMs) return
      series.firstMs = Math.min(series.firstMs, firstMs)
      series.lastMs = Math.max(series.lastMs, lastMs)
      if (series.state === 'as-stored') series.state = 'widened'
    },
    save: () => save(connection, [...entries.values()]),
  }
}

async function save(connection: Connection, entries: readonly Entry[]): Promise<number> {
  const made = entries.filter(({ state, firstMs }) => state === 'new' && firstMs !== Number.POSITIVE_INFINITY)
  const widened = entries.filter(({ state }) => state === 'widened')
  await appendSeries(connection, null, 'series', made)
  if (widened.length > 0) {
    await connection.sql.run('CREATE OR REPLACE TEMP TABLE widened AS SELECT * FROM series LIMIT 0')
    await appendSeries(connection, 'temp', 'widened', widened)
    await connection.sql.run(
      'UPDATE series SET first_at = w.first_at, last_at = w.last_at FROM temp.widened w WHERE series.sid = w.sid',
    )
    await connection.sql.run('DROP TABLE temp.widened')
  }
  return made.length
}

async function appendSeries(
  { api, sql }: Connection,
  catalog: string | null,
  table: string,
  entries: readonly Entry[],
) {
  if (entries.length === 0) return
  const time = (ms: number) => new api.DuckDBTimestampTZValue(BigInt(ms) * 1000n)
  const appender = await sql.createAppender(table, 'main', catalog)
  for (const { sid, metric, cluster, labels, firstMs, lastMs } of entries) {
    appender.appendInteger(sid)
    appender.appendVarchar(metric)
    appender.appendVarchar(cluster)
    appender.appendVarchar(labels)
    appender.appendTimestampTZ(time(firstMs))
    appender.appendTimestampTZ(time(lastMs))
    appender.endRow()
  }
  appender.closeSync()
}

function keyOf(cluster: string, metric: string, labels: string): string {
  return `${metric}\n${cluster}\n${labels}`
}
