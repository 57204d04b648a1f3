import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm } from 'node:fs/promises'
import { z } from 'zod'
import { exists } from '../exists.ts'
import { newerFormat } from '../failure.ts'
import type { HistoryPaths } from '../history-paths.ts'
import { type Connection, type Database, inTransaction, literal, openDatabase } from './duckdb.ts'
import { type Migration, migrations } from './migrations.ts'
import { readRows } from './rows.ts'
import { writerSettings } from './settings.ts'

const versionRows = z.array(z.object({ version: z.number().nullable() }))

/** Opens the database of a history for writing, with the newest schema. It is made where there is none. */
export async function openHistoryDatabase(
  paths: HistoryPaths,
  steps: readonly Migration[] = migrations,
): Promise<Database> {
  if (!(await exists(paths.database))) {
    // A log whose database was moved away belongs to no other.
    if (await exists(paths.log)) await rename(paths.log, `${paths.log}.orphan`)
    await makeDatabase(paths, paths.database, steps)
  }
  const database = await openDatabase(paths.database, { settings: writerSettings(paths) })
  try {
    await database.use((connection) => migrate(connection, paths.database, steps))
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/**
 * Makes a database beside the place where it belongs and renames it: a process that is killed meanwhile leaves no file
 * that DuckDB would refuse. `fill` writes what it shall start with.
 */
export async function makeDatabase(
  paths: HistoryPaths,
  target: string,
  steps: readonly Migration[] = migrations,
  fill?: (database: Database) => Promise<void>,
): Promise<void> {
  await mkdir(paths.folder, { recursive: true })
  const temporary = `${target}.${randomUUID()}.new`
  try {
    const database = await openDatabase(temporary, { settings: writerSettings(paths) })
    try {
      await database.use((connection) => migrate(connection, temporary, steps))
      await fill?.(database)
      await database.use(({ sql }) => sql.run('CHECKPOINT'))
    } finally {
      database.close()
    }
    await rename(temporary, target)
  } finally {
    await rm(temporary, { force: true })
    await rm(`${temporary}.wal`, { force: true })
  }
}

async function migrate(connection: Connection, path: string, steps: readonly Migration[]): Promise<void> {
  const { sql } = connection
  await sql.run(
    'CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER NOT NULL, name VARCHAR NOT NULL, applied_at TIMESTAMPTZ NOT NULL)',
  )
  const [row] = await readRows(connection, 'SELECT max(version) AS version FROM schema_migrations', versionRows)
  const present = row?.version ?? 0
  if (present > (steps.at(-1)?.version ?? 0)) throw newerFormat(path)
  for (const { version, name, sql: text } of steps) {
    if (version <= present) continue
    await inTransaction(connection, async () => {
      await sql.run(text)
      await sql.run(`INSERT INTO schema_migrations VALUES (${version}, ${literal(name)}, now())`)
    })
  }
}
