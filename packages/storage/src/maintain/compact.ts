import { stat } from 'node:fs/promises'
import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'
import { literal, openDatabase } from '../database/duckdb.ts'
import { restoreMetricViews } from '../database/metric-views.ts'
import { makeDatabase } from '../database/migrate.ts'
import { recordedTables } from '../database/migrations.ts'
import { readRows } from '../database/rows.ts'
import { exists } from '../exists.ts'
import type { CompactResult } from '../history.ts'
import type { HistoryPaths } from '../history-paths.ts'

const countRows = z.array(z.object({ samples: z.coerce.number() }))

/**
 * Rewrites the database with the samples in order of series and time, which compresses best, and puts the new file in
 * the place of the old one. To be called with the lock held and the database closed.
 */
export async function compact(paths: HistoryPaths, signal?: AbortSignal): Promise<CompactResult> {
  if (await exists(paths.log)) {
    // Its log would be applied to the new file.
    throw new AppError('unreachable', `The history file ${paths.database} could not be brought up to date.`, {
      hint: 'Look whether its disk is full, and try again.',
    })
  }
  const { size: bytesBefore } = await stat(paths.database)
  // Held open while the file is replaced: nobody can open the old one for writing meanwhile and lose what is written.
  const old = await openDatabase(paths.database, { settings: { access_mode: 'READ_ONLY' } })
  let samples = 0
  try {
    await makeDatabase(paths, paths.database, undefined, (database) =>
      database.use(async (connection) => {
        await connection.sql.run(`ATTACH ${literal(paths.database)} AS old (READ_ONLY)`)
        for (const table of recordedTables) {
          const order = table === 'samples' ? 'ORDER BY sid, ts' : ''
          await connection.sql.run(`INSERT INTO ${table} SELECT * FROM old.${table} ${order}`)
        }
        await restoreMetricViews(connection)
        const [row] = await readRows(connection, 'SELECT count(*) AS samples FROM samples', countRows)
        samples = row?.samples ?? 0
        await connection.sql.run('DETACH old')
      }, signal),
    )
  } finally {
    old.close()
  }
  const { size: bytesAfter } = await stat(paths.database)
  return { samples, bytesBefore, bytesAfter }
}
