/** A time as the API writes it: unix seconds, with three decimals where they are not whole. */
export function formatTime(seconds: number): string {
  const milliseconds = Math.round(seconds * 1000)
  return milliseconds % 1000 === 0 ? String(milliseconds / 1000) : (milliseconds / 1000).toFixed(3)
}

/** A value as Go writes it into the API's replies: the shortest text that reads back the same, exponents of two digits. */
export function formatValue(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
  if (Object.is(value, -0)) return '-0'
  const text = String(value)
  // JavaScript changes to exponents at the same magnitudes.
  return text.includes('e') ? text.replace(/e([+-])(\d)$/, 'e$10$2') : text
}
