import type { Connection } from './duckdb.ts'

const highWord = 2 ** 32
const microsecondsInSecond = 1e6

/** Points in the order of the statement; `times` in unix seconds. */
export interface SampleColumns {
  sids: Int32Array
  times: Float64Array
  values: Float64Array
}

/** Reads a statement that answers (sid INTEGER, ts TIMESTAMPTZ, value DOUBLE) without nulls, whole vectors at a time. */
export async function readSampleColumns({ sql, bindings }: Connection, text: string): Promise<SampleColumns> {
  const result = await sql.run(text)
  const chunks = await result.fetchAllChunks()
  const total = chunks.reduce((sum, { rowCount }) => sum + rowCount, 0)
  const columns = { sids: new Int32Array(total), times: new Float64Array(total), values: new Float64Array(total) }
  let at = 0
  for (const { chunk, rowCount } of chunks) {
    const column = (index: number, width: number) => {
      const data = bindings.vector_get_data(bindings.data_chunk_get_vector(chunk, index), rowCount * width)
      // Copied: the memory is DuckDB's, and need not start at a multiple of eight.
      return new Uint8Array(data).buffer
    }
    columns.sids.set(new Int32Array(column(0, 4)), at)
    columns.values.set(new Float64Array(column(2, 8)), at)
    const words = new Int32Array(column(1, 8))
    for (let row = 0; row < rowCount; row++) {
      const micros = (words[2 * row + 1] ?? 0) * highWord + ((words[2 * row] ?? 0) >>> 0)
      columns.times[at + row] = micros / microsecondsInSecond
    }
    at += rowCount
  }
  return columns
}
