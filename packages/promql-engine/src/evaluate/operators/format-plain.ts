/**
 * A number as Go's `strconv.FormatFloat(x, 'f', -1, 64)` writes it: the shortest digits that read back as the same number,
 * never with an exponent.
 */
export function formatPlain(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (value === Infinity) return '+Inf'
  if (value === -Infinity) return '-Inf'
  return (Object.is(value, -0) || value < 0 ? '-' : '') + withoutExponent(Math.abs(value))
}

function withoutExponent(value: number): string {
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e')
  const digits = mantissa.replace('.', '')
  const point = 1 + Number(exponent)
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`
  return point >= digits.length ? digits.padEnd(point, '0') : `${digits.slice(0, point)}.${digits.slice(point)}`
}
