/** Lines of comma-separated values (RFC 4180): what holds a comma, a quote or a line break is quoted. */
export function csv(header: readonly string[], rows: Iterable<readonly (string | number)[]>): string {
  const lines = [header.map(field).join(',')]
  for (const row of rows) lines.push(row.map(field).join(','))
  return `${lines.join('\n')}\n`
}

function field(value: string | number): string {
  if (typeof value === 'number') return figure(value)
  // A cell that begins like a formula is one to a spreadsheet; label values come from whoever is scraped.
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Infinities as Prometheus writes them. */
function figure(value: number): string {
  if (Number.isFinite(value) || Number.isNaN(value)) return String(value)
  return value > 0 ? '+Inf' : '-Inf'
}
