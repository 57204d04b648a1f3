import { parseSampleValue } from '../reply/sample-value.ts'
import { type Cursor, fail } from './cursor.ts'
import { exactDecimals, exactPowersOfTen, joinDigits } from './decimal.ts'

// The engine treats a module's own constants as literals, imported ones and fields of an object not: half as fast.
const powers = exactPowersOfTen
const longestFraction = exactDecimals
const dot = 0x2e
const minus = 0x2d
const quote = 0x22
const zero = 0x30

// Digits are read in groups of small integers, which multiply faster than doubles; the first two groups together are
// always exact in a double, the third is what `joinDigits` takes.
const firstGroup = 8
const secondGroup = 7
const thirdGroup = 8

/** The longest text that can be a value; a longer one is left to the slow path. */
const longestValue = 400

/**
 * Up to `room` digits as an integer; a first decimal point among them is noted and stepped over. The cursor ends at
 * the first byte that does not belong.
 */
function scanDigits(cursor: Cursor, room: number): number {
  const { bytes } = cursor
  let at = cursor.at
  let digits = 0
  let left = room
  while (left > 0) {
    const digit = (bytes[at] ?? 0) - zero
    if (digit >= 0 && digit <= 9) {
      digits = digits * 10 + digit
      left--
    } else if (digit === dot - zero && cursor.point < 0) cursor.point = at
    else break
    at++
  }
  cursor.at = at
  return digits
}

/** The power of ten by which digits read since `from` move those before them. */
function shiftSince(from: number, at: number, point: number): number {
  return at - from - (point >= from ? 1 : 0)
}

/**
 * A timestamp, written as a JSON number. Exponents and more than 15 digits, which no server writes, fail the cursor.
 */
export function scanTime(cursor: Cursor): number {
  const { bytes } = cursor
  const negative = bytes[cursor.at] === minus
  if (negative) cursor.at++
  const start = cursor.at
  cursor.point = -1
  const first = scanDigits(cursor, firstGroup)
  const middle = cursor.at
  const second = scanDigits(cursor, secondGroup)
  const end = cursor.at
  const { point } = cursor
  const whole = (point < 0 ? end : point) - start
  // JSON allows neither a bare point nor a leading zero.
  if (whole === 0 || point === end - 1 || (whole > 1 && bytes[start] === zero)) return fail(cursor)
  const digits = first * (powers[shiftSince(middle, end, point)] ?? Number.NaN) + second
  // Both sides are exact in a double, so the one division rounds as a decimal parser would.
  const time = point < 0 ? digits : digits / (powers[end - point - 1] ?? Number.NaN)
  return negative ? -time : time
}

/** A value, written as a JSON string; the cursor stands after its opening quote and ends after its closing one. */
export function scanValue(cursor: Cursor): number {
  const { bytes, at: opening } = cursor
  const negative = bytes[opening] === minus
  if (negative) cursor.at++
  const start = cursor.at
  cursor.point = -1
  const first = scanDigits(cursor, firstGroup)
  const middle = cursor.at
  const second = bytes[middle] === quote ? 0 : scanDigits(cursor, secondGroup)
  const late = cursor.at
  const high = first * (powers[shiftSince(middle, late, cursor.point)] ?? Number.NaN) + second
  const low = bytes[late] === quote ? 0 : scanDigits(cursor, thirdGroup)
  const end = cursor.at
  const { point } = cursor
  const decimals = point < 0 ? 0 : end - point - 1
  const bare = end === start || point === start || point === end - 1
  if (bare || bytes[end] !== quote || decimals > longestFraction) return scanOddValue(cursor, opening)
  const lowDigits = shiftSince(late, end, point)
  const value = lowDigits === 0 ? high / (powers[decimals] ?? Number.NaN) : joinDigits(high, low, lowDigits, decimals)
  if (Number.isNaN(value)) return scanOddValue(cursor, opening)
  cursor.at = end + 1
  return negative ? -value : value
}

/** NaN, infinities, exponents and whatever else needs a real decimal parser. */
function scanOddValue(cursor: Cursor, opening: number): number {
  const { bytes } = cursor
  const end = bytes.indexOf(quote, opening)
  if (end < 0 || end - opening > longestValue) return fail(cursor)
  const value = parseSampleValue(bytes.toString('latin1', opening, end))
  if (value === undefined) return fail(cursor)
  cursor.at = end + 1
  return value
}
