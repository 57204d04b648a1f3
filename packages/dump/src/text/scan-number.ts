import { dot, lowerCase, minus, plus, zero } from './bytes.ts'

/** A place in a text of which each line ends with a newline. */
export interface Cursor {
  bytes: Buffer
  at: number
}

const letterE = 0x65
const longestNumber = 400
const longestName = '-infinity'.length

// Powers of ten that a double holds exactly: one operation with one of them rounds as a decimal parser would.
const powers = Float64Array.from({ length: 23 }, (_, exponent) => 10 ** exponent)

/**
 * A float as Go's `%g` and `%f` write it, `NaN` and the infinities included. The cursor ends after it, or at -1 where no
 * number stands (the value is then meaningless). Up to 15 digits, and mostly 16, are read here; others by `Number`.
 */
export function scanNumber(cursor: Cursor): number {
  const { bytes } = cursor
  const start = cursor.at
  let at = start
  let code = bytes[at] ?? 0
  const negative = code === minus
  if (negative || code === plus) code = bytes[++at] ?? 0
  const first = at
  let digits = 0
  let point = -1
  for (;;) {
    if (code >= zero && code <= zero + 9) digits = digits * 10 + (code - zero)
    else if (code === dot && point < 0) point = at
    else break
    code = bytes[++at] ?? 0
  }
  const count = at - first - (point < 0 ? 0 : 1)
  if (count === 0) return scanNamed(cursor, start)
  let exponent = point < 0 ? 0 : point + 1 - at
  if ((code | lowerCase) === letterE) {
    cursor.at = at + 1
    exponent += scanExponent(cursor)
    if (cursor.at < 0) return 0
    at = cursor.at
  }
  cursor.at = at
  if (digits > Number.MAX_SAFE_INTEGER || exponent > 22 || exponent < -22) return byNumber(cursor, start)
  const value = exponent < 0 ? digits / (powers[-exponent] ?? 1) : digits * (powers[exponent] ?? 1)
  return negative ? -value : value
}

function scanExponent(cursor: Cursor): number {
  const { bytes } = cursor
  let at = cursor.at
  let code = bytes[at] ?? 0
  const negative = code === minus
  if (negative || code === plus) code = bytes[++at] ?? 0
  const first = at
  let exponent = 0
  while (code >= zero && code <= zero + 9) {
    exponent = Math.min(exponent * 10 + (code - zero), longestNumber)
    code = bytes[++at] ?? 0
  }
  cursor.at = at === first ? -1 : at
  return negative ? -exponent : exponent
}

function byNumber(cursor: Cursor, start: number): number {
  if (cursor.at - start > longestNumber) return fail(cursor)
  return Number(cursor.bytes.toString('latin1', start, cursor.at))
}

function scanNamed(cursor: Cursor, start: number): number {
  const { bytes } = cursor
  let at = start
  if (bytes[at] === minus || bytes[at] === plus) at++
  while (isLetter(bytes[at] ?? 0) && at - start <= longestName) at++
  cursor.at = at
  const sign = bytes[start] === minus ? -1 : 1
  switch (bytes.toString('latin1', start, at).toLowerCase().replace(/^[+-]/, '')) {
    case 'nan':
      return Number.NaN
    case 'inf':
    case 'infinity':
      return sign * Number.POSITIVE_INFINITY
    default:
      return fail(cursor)
  }
}

function isLetter(code: number): boolean {
  return (code | lowerCase) >= 0x61 && (code | lowerCase) <= 0x7a
}

function fail(cursor: Cursor): number {
  cursor.at = -1
  return 0
}
