import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { DuckDBValue } from '@duckdb/node-api'
import { type Connection, literal } from '../database/duckdb.ts'
import type { ExportOptions } from '../history.ts'
import { conditions } from '../read/filter.ts'

const daySeconds = 86_400

const tables = [
  {
    name: 'samples',
    from: 'samples s JOIN series r ON r.sid = s.sid',
    columns: 'r.metric, r.labels::VARCHAR AS labels, s.ts AS time, s.value',
    time: 's.ts',
  },
  {
    name: 'runs',
    from: 'runs r',
    columns: 'r.* EXCLUDE (cluster)',
    time: 'r.started_at',
  },
  {
    name: 'findings',
    from: 'findings f JOIN runs r ON r.id = f.run_id',
    columns:
      'f.* EXCLUDE (subjects, evidence), f.subjects::VARCHAR AS subjects, f.evidence::VARCHAR AS evidence, r.started_at',
    time: 'r.started_at',
  },
] as const

/**
 * Writes `samples`, `runs` and `findings` as Parquet below a folder: `samples/cluster=lab/day=2026-01-31/*.parquet`, days
 * in UTC. Whole days are written, and replace what an earlier export wrote of them.
 */
export async function exportParquet(
  connection: Connection,
  target: string,
  options: ExportOptions,
): Promise<{ files: number; rows: number }> {
  const folder = resolve(target)
  await mkdir(folder, { recursive: true })
  // Within the target, so that finished days move to their place by a rename.
  const workshop = join(folder, `.export-${randomUUID()}`)
  const total = { files: 0, rows: 0 }
  try {
    await mkdir(workshop)
    for (const table of tables) {
      const { where, values } = ofExport(table.time, options)
      const made = join(workshop, table.name)
      const written = await connection.sql.run(
        `COPY (SELECT ${table.columns}, r.cluster, strftime(${table.time}, '%Y-%m-%d') AS day FROM ${table.from} ${where})
         TO ${literal(made)} (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (cluster, day))`,
        values,
      )
      total.rows += written.rowsChanged
      total.files += await moveDays(made, join(folder, table.name))
    }
    return total
  } finally {
    await rm(workshop, { recursive: true, force: true })
  }
}

function ofExport(time: string, { cluster, since, until }: ExportOptions): { where: string; values: DuckDBValue[] } {
  const dayOf = (seconds: number) => Math.floor(seconds / daySeconds) * daySeconds
  return conditions([
    ['r.cluster = ?', cluster],
    [`${time} >= to_timestamp(?)`, since === undefined ? undefined : dayOf(since)],
    [`${time} < to_timestamp(?)`, until === undefined ? undefined : dayOf(until) + daySeconds],
  ])
}

/** Moves each `cluster=…/day=…` to its place and counts its files. Nothing was written where there were no rows. */
async function moveDays(made: string, target: string): Promise<number> {
  const isMade = await stat(made).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (!isMade) return 0
  let files = 0
  for (const cluster of await readdir(made)) {
    for (const day of await readdir(join(made, cluster))) {
      const place = join(target, cluster, day)
      files += (await readdir(join(made, cluster, day))).length
      await mkdir(dirname(place), { recursive: true })
      await rm(place, { recursive: true, force: true })
      await rename(join(made, cluster, day), place)
    }
  }
  return files
}
