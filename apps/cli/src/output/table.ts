import { stripVTControlCharacters } from 'node:util'

/** A column: numbers are read from their right end. */
export interface Column {
  title: string
  align?: 'left' | 'right'
}

/** Aligned columns, two spaces apart, without lines: as `kubectl` prints them. Cells may hold colours. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const lines = [columns.map(({ title }) => title.toUpperCase()), ...rows]
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => width(line[index] ?? ''))))
  return lines
    .map((line) =>
      columns
        .map(({ align }, index) => pad(line[index] ?? '', widths[index] ?? 0, align))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function width(text: string): number {
  return [...stripVTControlCharacters(text)].length
}

function pad(text: string, to: number, align: Column['align']): string {
  const room = ' '.repeat(Math.max(0, to - width(text)))
  return align === 'right' ? room + text : text + room
}
