/** A number as Go's `%g` writes it: the shortest digits that read back the same, from a million on with an exponent. */
export function formatGeneral(value: number): string {
  const special = formatSpecial(value)
  if (special !== undefined) return special
  const magnitude = Math.abs(value)
  if (value === 0 || (magnitude >= 1e-4 && magnitude < 1e6)) return Object.is(value, -0) ? '-0' : String(value)
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2')
}

/** A number as it stands in a label of OpenMetrics: whole ones have a decimal point (`1.0`). */
export function formatLabelNumber(value: number): string {
  const text = formatGeneral(value)
  return /^-?\d+$/.test(text) ? `${text}.0` : text
}

function formatSpecial(value: number): string | undefined {
  if (Number.isNaN(value)) return 'NaN'
  if (value === Number.POSITIVE_INFINITY) return '+Inf'
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : undefined
}
