// Made once: a formatter takes longer to make than to use.
const grouped = new Intl.NumberFormat('en-US')

/**
 * A value of unknown unit, with four significant digits: thousands are grouped, what is very large or small has an
 * exponent. What is not there is `–`.
 */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-4 || size >= 1e12))
    return value
      .toExponential(3)
      .replace(/\.?0+e/, 'e')
      .replace('e+', 'e')
  const rounded = Number(value.toPrecision(4))
  return Number.isInteger(value) || Math.abs(rounded) >= 1000
    ? grouped.format(Math.round(Number.isInteger(value) ? value : rounded))
    : String(rounded)
}

/** A change as a share, with its sign: `+12 %`; a large one as a factor: `×14`. */
export function relative(share: number | null): string {
  if (share === null || !Number.isFinite(share)) return ''
  if (share >= 4) return `×${Number((1 + share).toPrecision(3))}`
  const percent = Number((100 * share).toPrecision(Math.abs(share) >= 0.1 ? 2 : 1))
  return `${percent >= 0 ? '+' : '-'}${Math.abs(percent)} %`
}

/** JSON has no NaN and no infinity. */
export function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null
}

/** A moment as a reader expects it: UTC, to the second. */
export function moment(seconds: number): string {
  return new Date(Math.round(seconds) * 1000).toISOString().replace('.000Z', 'Z')
}
