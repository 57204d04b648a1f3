import type { Named } from '../judge/outcome.ts'
import type { Share } from '../judge/summary.ts'

export const percent = (ratio: number) => `${Math.round(ratio * 100)}%`

/** `12 of 13 (92%)`, or that there was nothing to judge. */
export function formatShare({ count, of }: Share): string {
  return of === 0 ? 'none to judge' : `${count} of ${of} (${percent(count / of)})`
}

/** `slow-disk m2`, with how sure it is where that is known. */
export function formatNamed({ cause, members, confidence }: Named): string {
  const who = members.length === 0 ? cause : `${cause} ${members.join('-')}`
  return confidence === null ? who : `${who} ${percent(confidence)}`
}

/** Seconds with a sign: `+3.2 s`. */
export function formatOffset(seconds: number): string {
  return `${seconds < 0 ? '−' : '+'}${Math.abs(seconds).toFixed(1)} s`
}

/** Lines of cells, each column as wide as its widest cell. */
export function formatTable(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

/** A Markdown table. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
