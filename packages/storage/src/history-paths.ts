import { basename, dirname, join, resolve } from 'node:path'

/** Where the parts of one history lie: all in one folder, named after the database, so that two may share a folder. */
export interface HistoryPaths {
  database: string
  /** What DuckDB has committed but not yet put in its place in the database. */
  log: string
  folder: string
  /** Folder of the runs that are not in the database yet. */
  spool: string
  lock: string
  /** Held by the one process that collects into this history on its own. */
  collectorLock: string
  /** Says when what is too old was last deleted, in unix seconds. */
  retained: string
  /** Where DuckDB puts what does not fit in its memory. */
  overflow: string
}

export function historyPaths(path: string): HistoryPaths {
  const database = resolve(path)
  const folder = dirname(database)
  const name = basename(database).replace(/\.(duckdb|db)$/, '')
  return {
    database,
    log: `${database}.wal`,
    folder,
    spool: join(folder, `${name}.spool`),
    lock: join(folder, `${name}.lock`),
    collectorLock: join(folder, `${name}.collect.lock`),
    retained: join(folder, `${name}.retained`),
    overflow: join(folder, `${name}.overflow`),
  }
}
