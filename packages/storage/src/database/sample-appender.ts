import type { Connection } from './duckdb.ts'

const microsecondsInMs = 1000
const highWord = 2 ** 32

/** Appends samples to a table of (sid INTEGER, ts TIMESTAMPTZ, value DOUBLE). Times are whole milliseconds. */
export interface SampleAppender {
  append(sid: number, timesMs: Float64Array, values: Float64Array): void
  /** Hands over what is left. Appended rows count from here on. */
  close(): void
}

/**
 * Copies whole vectors into DuckDB's chunks: value by value through the client it is ten times slower. The values of a
 * `BIGINT` column are written as two words, which spares a BigInt for each.
 */
export function createSampleAppender(
  { api, bindings, raw }: Connection,
  catalog: string | null,
  table: string,
): SampleAppender {
  const rows = bindings.vector_size()
  const chunk = api.DuckDBDataChunk.create([api.INTEGER, api.TIMESTAMPTZ, api.DOUBLE]).chunk
  const sids = new Int32Array(rows)
  const words = new Int32Array(rows * 2)
  const numbers = new Float64Array(rows)
  const appender = bindings.appender_create_ext(raw, catalog, 'main', table)
  let filled = 0

  const hand = () => {
    if (filled === 0) return
    bindings.data_chunk_reset(chunk)
    const columns = [sids.buffer, words.buffer, numbers.buffer]
    const widths = [4, 8, 8]
    columns.forEach((buffer, index) => {
      const vector = bindings.data_chunk_get_vector(chunk, index)
      bindings.copy_data_to_vector(vector, 0, buffer, 0, filled * (widths[index] ?? 0))
    })
    bindings.data_chunk_set_size(chunk, filled)
    bindings.append_data_chunk(appender, chunk)
    filled = 0
  }

  return {
    append(sid, timesMs, values) {
      for (let from = 0; from < timesMs.length; ) {
        const count = Math.min(rows - filled, timesMs.length - from)
        sids.fill(sid, filled, filled + count)
        numbers.set(values.subarray(from, from + count), filled)
        for (let index = 0; index < count; index++) {
          const micros = (timesMs[from + index] ?? 0) * microsecondsInMs
          const high = Math.floor(micros / highWord)
          words[2 * (filled + index)] = (micros - high * highWord) | 0
          words[2 * (filled + index) + 1] = high
        }
        filled += count
        from += count
        if (filled === rows) hand()
      }
    },
    close() {
      hand()
      bindings.appender_close_sync(appender)
    },
  }
}
