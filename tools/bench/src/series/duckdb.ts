import { BIGINT, DOUBLE, DuckDBDataChunk, DuckDBInstance } from '@duckdb/node-api'
import type { Samples } from '@ocp-perf/stats'

const rowsOfChunk = 2048

/** DuckDB in memory, with series in it as tables of (t BIGINT, milliseconds; v DOUBLE). */
export interface DuckDB {
  setThreads(threads: number): Promise<void>
  /** The numbers of a statement's only row. */
  row(sql: string): Promise<number[]>
  close(): void
}

/** Loads each series into the table of its name. */
export async function openDuckDB(series: Readonly<Record<string, Samples>>): Promise<DuckDB> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  for (const [name, { times, values }] of Object.entries(series)) {
    await connection.run(`CREATE TABLE ${name} (t BIGINT, v DOUBLE)`)
    const appender = await connection.createAppender(name)
    for (let from = 0; from < times.length; from += rowsOfChunk) {
      const chunk = DuckDBDataChunk.create([BIGINT, DOUBLE])
      const [part, numbers] = [times, values].map((column) => column.subarray(from, from + rowsOfChunk))
      chunk.setColumns([Array.from(part ?? [], (time) => BigInt(time * 1000)), Array.from(numbers ?? [])])
      appender.appendDataChunk(chunk)
    }
    appender.closeSync()
  }
  return {
    async setThreads(threads) {
      await connection.run(`SET threads = ${threads}`)
    },
    async row(sql) {
      const [row = []] = (await connection.runAndReadAll(sql)).getRowsJS()
      return row.map(Number)
    },
    close() {
      connection.closeSync()
      instance.closeSync()
    },
  }
}
