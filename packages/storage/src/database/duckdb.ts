import type { DuckDBConnection } from '@duckdb/node-api'
import type bindingsModule from '@duckdb/node-bindings'

/** DuckDB's client and the C API below it. They are 70 MB of native code, so they are loaded on first use only. */
interface DuckDB {
  api: typeof import('@duckdb/node-api')
  bindings: typeof bindingsModule
}

let loading: Promise<DuckDB> | undefined

function loadDuckDB(): Promise<DuckDB> {
  loading ??= Promise.all([import('@duckdb/node-api'), import('@duckdb/node-bindings')]).then(
    ([api, { default: bindings }]) => ({ api, bindings }),
  )
  return loading
}

/** One connection, with the handle below it that bulk columns need. */
export interface Connection extends DuckDB {
  sql: DuckDBConnection
  raw: bindingsModule.Connection
}

/** An open database file. */
export interface Database {
  /** Runs work on a connection of its own; an abort interrupts what it is doing there. */
  use<Result>(work: (connection: Connection) => Promise<Result>, signal?: AbortSignal): Promise<Result>
  close(): void
}

export interface OpenOptions {
  /** DuckDB's own settings. */
  settings: Readonly<Record<string, string>>
}

/** Opens a database. Throws what DuckDB says. */
export async function openDatabase(path: string, { settings }: OpenOptions): Promise<Database> {
  const { api, bindings } = await loadDuckDB()
  const config = bindings.create_config()
  for (const [name, value] of Object.entries(settings)) bindings.set_config(config, name, value)
  const database = await bindings.open(path, config)
  return {
    async use(work, signal) {
      signal?.throwIfAborted()
      const raw = await bindings.connect(database)
      const sql = new api.DuckDBConnection(raw)
      const interrupt = () => sql.interrupt()
      signal?.addEventListener('abort', interrupt, { once: true })
      try {
        // Days and texts of times do not depend on where this runs.
        await sql.run("SET TimeZone = 'UTC'")
        return await work({ api, bindings, sql, raw })
      } catch (error) {
        // An interrupted statement fails with DuckDB's words; the caller knows it as the abort that it asked for.
        signal?.throwIfAborted()
        throw error
      } finally {
        signal?.removeEventListener('abort', interrupt)
        sql.closeSync()
      }
    },
    close: () => bindings.close_sync(database),
  }
}

/** Runs work in a transaction, which is rolled back when it fails. */
export async function inTransaction<Result>({ sql }: Connection, work: () => Promise<Result>): Promise<Result> {
  await sql.run('BEGIN TRANSACTION')
  let result: Result
  try {
    result = await work()
    await sql.run('COMMIT')
  } catch (error) {
    // A failed commit has ended the transaction already.
    await sql.run('ROLLBACK').catch(() => undefined)
    throw error
  }
  return result
}

/** A text as an SQL literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** A name as an SQL identifier. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
