const mostColumns = 50
const longestCell = 2000
const longestName = 200
// A client may hand all of an answer to its model.
const mostBytes = 99_000

interface Column {
  name: string
  type: string
}

interface Table {
  columns: readonly Column[]
  rows: readonly (readonly unknown[])[]
  truncated: boolean
}

/** A table that stays below 100 kB as JSON: long cells become cut texts, and what is beyond its limits is left out. */
export function boundedTable({ columns, rows, truncated }: Table) {
  const shown = columns
    .slice(0, mostColumns)
    .map(({ name, type }) => ({ name: clip(name, longestName), type: clip(type, longestName) }))
  const kept: unknown[][] = []
  let bytes = bytesOf(shown)
  let isCut = truncated || columns.length > shown.length
  for (const row of rows) {
    const cells = row.slice(0, mostColumns).map(boundedCell)
    bytes += bytesOf(cells) + 1
    if (bytes > mostBytes)
      return { columns: shown, rows: kept, truncated: true, columnsLeft: columns.length - shown.length }
    isCut ||= cells.some((cell, index) => cell !== row[index])
    kept.push(cells)
  }
  return { columns: shown, rows: kept, truncated: isCut, columnsLeft: columns.length - shown.length }
}

/** The cell itself, or the beginning of its JSON (of a text: of itself). */
function boundedCell(cell: unknown): unknown {
  const text = typeof cell === 'string' ? cell : JSON.stringify(cell)
  return text.length > longestCell ? clip(text, longestCell) : cell
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value))
}

export function clip(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text
}
