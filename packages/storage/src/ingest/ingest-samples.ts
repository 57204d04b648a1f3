import type { Connection } from '../database/duckdb.ts'
import { createSampleAppender, type SampleAppender } from '../database/sample-appender.ts'
import type { DecodedRun, RunSeries } from '../spool/run-file.ts'
import { type KnownSeries, readSeriesIndex, type SeriesIndex } from './series-index.ts'

/**
 * Adds the samples of some runs that are not there yet. What lies beside the times that a series covers goes straight
 * in; what lies within them goes through a table that drops what is known.
 */
export async function ingestSamples(
  connection: Connection,
  runs: readonly DecodedRun[],
): Promise<{ samples: number; newSeries: number }> {
  const metrics = new Set(runs.flatMap(({ series }) => series.map(({ metric }) => metric)))
  if (metrics.size === 0) return { samples: 0, newSeries: 0 }
  const index = await readSeriesIndex(connection, metrics)
  const { sql } = connection
  await sql.run('CREATE OR REPLACE TEMP TABLE doubtful (sid INTEGER, ts TIMESTAMPTZ, value DOUBLE)')
  const known = createSampleAppender(connection, null, 'samples')
  const doubtful = createSampleAppender(connection, 'temp', 'doubtful')
  const counts = { added: 0, doubtful: 0 }
  const found = runs.flatMap(({ run, series }) =>
    series.map((points) => ({ points, target: index.find(run.cluster, points.metric, points.labels) })),
  )
  // Series by series, because neighbours that are alike compress best; each in the order of its runs.
  found.sort((a, b) => a.target.sid - b.target.sid)
  for (const { points, target } of found) distribute(points, target, index, { known, doubtful, counts })
  known.close()
  doubtful.close()
  const newSeries = await index.save()
  const rest = counts.doubtful === 0 ? 0 : await addUnknown(connection)
  await sql.run('DROP TABLE temp.doubtful')
  return { samples: counts.added + rest, newSeries }
}

interface Targets {
  known: SampleAppender
  doubtful: SampleAppender
  counts: { added: number; doubtful: number }
}

function distribute(points: RunSeries, target: KnownSeries, index: SeriesIndex, { known, doubtful, counts }: Targets) {
  const { timesMs, values, isAscending } = inMilliseconds(points)
  const length = timesMs.length
  const first = timesMs[0]
  const last = timesMs[length - 1]
  if (first === undefined || last === undefined) return
  // Beside what is covered nothing can be known, as long as the points do not repeat themselves.
  const before = isAscending ? firstAtLeast(timesMs, target.firstMs) : 0
  const after = isAscending ? Math.max(before, firstAtLeast(timesMs, target.lastMs + 1)) : length
  known.append(target.sid, timesMs.subarray(0, before), values.subarray(0, before))
  doubtful.append(target.sid, timesMs.subarray(before, after), values.subarray(before, after))
  known.append(target.sid, timesMs.subarray(after), values.subarray(after))
  counts.added += before + (length - after)
  counts.doubtful += after - before
  index.widen(
    target,
    isAscending ? first : timesMs.reduce((a, b) => Math.min(a, b)),
    isAscending ? last : timesMs.reduce((a, b) => Math.max(a, b)),
  )
}

/** Times to whole milliseconds, as Prometheus keeps them. Points without a time are left out. */
function inMilliseconds({ times, values }: RunSeries) {
  const timesMs = times.map((time) => Math.round(time * 1000))
  let isAscending = true
  let isWhole = true
  for (let index = 0; index < timesMs.length; index++) {
    const time = timesMs[index] ?? Number.NaN
    if (!Number.isFinite(time)) isWhole = false
    if (index > 0 && !(time > (timesMs[index - 1] ?? Number.NaN))) isAscending = false
  }
  if (isWhole) return { timesMs, values, isAscending }
  const kept = (_: number, index: number) => Number.isFinite(timesMs[index])
  return { timesMs: timesMs.filter(kept), values: values.filter(kept), isAscending: false }
}

/** The place of the first time that is not before `bound`; the length for none. */
function firstAtLeast(times: Float64Array, bound: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((times[middle] ?? bound) < bound) low = middle + 1
    else high = middle
  }
  return low
}

/** Of several values for one series and time, the one that is there stays, else the first of the batch. */
async function addUnknown({ sql }: Connection): Promise<number> {
  const { rowsChanged } = await sql.run(`
    INSERT INTO samples
    SELECT sid, ts, arg_min(value, row_id) FROM (SELECT *, rowid AS row_id FROM temp.doubtful) d
    WHERE NOT EXISTS (
      SELECT 1 FROM (SELECT s.sid, s.ts FROM samples s SEMI JOIN temp.doubtful q ON s.sid = q.sid AND s.ts = q.ts) k
      WHERE k.sid = d.sid AND k.ts = d.ts)
    GROUP BY sid, ts ORDER BY sid, ts`)
  return rowsChanged
}
