/** A column of a whole result. A time is unix seconds; NaN is a value that is not there. */
export type FullColumn =
  | { name: string; kind: 'time' | 'number'; values: Float64Array }
  | { name: string; kind: 'text'; values: readonly string[] }
  | { name: string; kind: 'boolean'; values: readonly boolean[] }

/** A whole result as a table, for whoever computes on. All columns have `rows` values. */
export interface FullTable {
  rows: number
  columns: readonly FullColumn[]
}

/** A column of figures, one of each row. */
export function numberColumn<Row>(name: string, rows: readonly Row[], of: (row: Row) => number): FullColumn {
  return { name, kind: 'number', values: Float64Array.from(rows, of) }
}
