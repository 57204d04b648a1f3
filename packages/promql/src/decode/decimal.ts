/** Powers of ten that a double holds exactly. */
export const exactPowersOfTen = Float64Array.from({ length: 23 }, (_, exponent) => 10 ** exponent)

/** Largest power of ten by which a division is rounded once only. */
export const exactDecimals = 22

// Dekker's constant, 2^27 + 1: splits a double into halves whose products are exact.
const splitter = 134_217_729

// Widens the rounding error's bound far beyond that of the arithmetic (about 2^-104), and far below half an ulp.
const guard = 1 + 2 ** -30

/**
 * (high × 10^lowDigits + low) ÷ 10^decimals, correctly rounded, or NaN where the result lies too near the middle of two
 * doubles to tell. `high` is an integer below 2^53, `low` has at most `lowDigits` ≤ 8 digits, `decimals` ≤ `exactDecimals`.
 *
 * The dividend is held exactly as `sum + rest`; one division is refined by its exact remainder (Dekker, 1971, "A
 * floating-point technique for extending the available precision").
 */
export function joinDigits(high: number, low: number, lowDigits: number, decimals: number): number {
  const scale = exactPowersOfTen[lowDigits] ?? Number.NaN
  const product = high * scale
  const sum = product + low
  const rest = productError(high, scale, product) + (low - (sum - product))

  const divisor = exactPowersOfTen[decimals] ?? Number.NaN
  const quotient = sum / divisor
  const back = quotient * divisor
  const correction = (sum - back - productError(quotient, divisor, back) + rest) / divisor
  const result = quotient + correction
  const error = correction - (result - quotient)
  return result + error * guard === result ? result : Number.NaN
}

/** The exact difference between a × b and its rounded `product`. */
function productError(a: number, b: number, product: number): number {
  const aSplit = splitter * a
  const aHigh = aSplit - (aSplit - a)
  const aLow = a - aHigh
  const bSplit = splitter * b
  const bHigh = bSplit - (bSplit - b)
  const bLow = b - bHigh
  return aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow
}
