import type { Unit, Verdict } from '@ocp-perf/panel'

/** How a column is read: `time` is unix seconds, `number` is in base units. */
export interface Column {
  key: string
  title: string
  kind: 'text' | 'number' | 'time' | 'verdict'
  /** Of every value in the column; absent for text. */
  unit?: Unit | undefined
}

/** A value as it sorts and is computed with, and as a person reads it. */
export interface Cell {
  value: string | number | null
  text: string
  /** Set where the cell is to stand out. */
  verdict?: Verdict | undefined
  /** An address that the cell may lead to; what writes it out checks it. */
  href?: string | undefined
}

/** Names the points behind a row: those of a metric whose labels are all among these. */
export interface SeriesReference {
  metric: string
  labels: Readonly<Record<string, string>>
}

export interface TableRow {
  /** One for each column. */
  cells: readonly Cell[]
  series?: SeriesReference | undefined
}

/** What HTML, Markdown and CSV are all written from. */
export interface Table {
  id: string
  title: string
  columns: readonly Column[]
  rows: readonly TableRow[]
  /** How many rows there are beside those shown. */
  omitted: number
}

/** A table without the columns of text that say of every row what one before them says: a node's name beside a member's. */
export function withoutTwins(table: Table): Table {
  const isTwin = table.columns.map(({ kind }, at) => {
    const before = table.columns.slice(0, at).flatMap((column, index) => (column.kind === 'text' ? [index] : []))
    const repeats = (index: number) => table.rows.every(({ cells }) => cells[index]?.text === cells[at]?.text)
    return kind === 'text' && table.rows.length > 0 && before.some(repeats)
  })
  const kept = <T>(items: readonly T[]): T[] => items.filter((_, index) => isTwin[index] !== true)
  const rows = table.rows.map((row) => ({ ...row, cells: kept(row.cells) }))
  return { ...table, columns: kept(table.columns), rows }
}
