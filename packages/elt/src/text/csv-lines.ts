import { field } from './csv.ts'

/**
 * Lines of comma-separated values under a header (RFC 4180, but with plain line feeds, as command lines read them). Text
 * that a spreadsheet would take for a formula begins with an apostrophe: label values come from whoever is scraped.
 */
export function csvLines(header: readonly string[], rows: Iterable<readonly (string | number)[]>): string {
  const lines = [header.map(cell).join(',')]
  for (const row of rows) lines.push(row.map(cell).join(','))
  return `${lines.join('\n')}\n`
}

function cell(value: string | number): string {
  return typeof value === 'number' ? figure(value) : field(value)
}

/** Infinities as Prometheus writes them. */
function figure(value: number): string {
  if (Number.isFinite(value) || Number.isNaN(value)) return String(value)
  return value > 0 ? '+Inf' : '-Inf'
}
