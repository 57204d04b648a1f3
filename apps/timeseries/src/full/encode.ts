import { csvLines } from '@ocp-perf/elt'
import type { FullColumn, FullTable } from './full-table.ts'

/** The forms that a whole result can be had in. */
export const fullFormats = ['json', 'csv', 'parquet'] as const
export type FullFormat = (typeof fullFormats)[number]

export const mimeTypes: Readonly<Record<FullFormat, string>> = {
  json: 'application/json',
  csv: 'text/csv',
  parquet: 'application/vnd.apache.parquet',
}

/** A table as text, or as the bytes of a Parquet file. Times are RFC 3339 in UTC; what is not there is empty or null. */
export async function encode(table: FullTable, format: FullFormat): Promise<string | Uint8Array> {
  switch (format) {
    case 'json':
      return asJson(table)
    case 'csv':
      return csvLines(
        table.columns.map(({ name }) => name),
        rowsOf(table),
      )
    case 'parquet':
      return await asParquet(table)
  }
}

/** Columns by name, as whoever draws or computes wants them. */
function asJson({ rows, columns }: FullTable): string {
  return JSON.stringify({
    rows,
    columns: Object.fromEntries(columns.map((column) => [column.name, plainValues(column)])),
  })
}

function plainValues(column: FullColumn): readonly (string | number | boolean | null)[] {
  switch (column.kind) {
    case 'time':
      return Array.from(column.values, isoTime)
    case 'number':
      return Array.from(column.values, (value) => (Number.isFinite(value) ? value : null))
    default:
      return column.values
  }
}

function* rowsOf({ rows, columns }: FullTable): Generator<(string | number)[]> {
  for (let row = 0; row < rows; row++) yield columns.map((column) => cell(column, row))
}

function cell(column: FullColumn, row: number): string | number {
  switch (column.kind) {
    case 'time':
      return isoTime(column.values[row] ?? Number.NaN)
    case 'number': {
      const value = column.values[row] ?? Number.NaN
      return Number.isNaN(value) ? '' : value
    }
    default:
      return String(column.values[row] ?? '')
  }
}

async function asParquet({ columns }: FullTable): Promise<Uint8Array> {
  // Loaded here, since few answers are ever wanted as a file.
  const { parquetWriteBuffer } = await import('hyparquet-writer')
  const columnData = columns.map((column) => {
    switch (column.kind) {
      case 'time':
        return {
          name: column.name,
          type: 'TIMESTAMP' as const,
          data: Array.from(column.values, (seconds) => new Date(Math.round(seconds * 1000))),
        }
      case 'number':
        return { name: column.name, type: 'DOUBLE' as const, data: column.values }
      case 'boolean':
        return { name: column.name, type: 'BOOLEAN' as const, data: [...column.values] }
      default:
        return { name: column.name, type: 'STRING' as const, data: [...column.values] }
    }
  })
  return new Uint8Array(parquetWriteBuffer({ columnData }))
}

function isoTime(seconds: number): string {
  return Number.isFinite(seconds) ? new Date(Math.round(seconds * 1000)).toISOString() : ''
}
