/** Lanczos' coefficients for g = 7, nine terms (Godfrey 2001): about 15 digits. */
const lanczos = [
  0.999_999_999_999_809_93, 676.520_368_121_885_1, -1259.139_216_722_402_8, 771.323_428_777_653_13,
  -176.615_029_162_140_59, 12.507_343_278_686_905, -0.138_571_095_265_720_12, 9.984_369_578_019_571_6e-6,
  1.505_632_735_149_311_6e-7,
]
const halfLogTwoPi = Math.log(2 * Math.PI) / 2
const tiny = 1e-300
const mostTerms = 10_000

/** ln Γ(x) for x > 0; NaN elsewhere. */
export function logGamma(x: number): number {
  if (!(x > 0)) return Number.NaN
  // The reflection keeps the digits below one half.
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const base = x - 1 + 7.5
  let sum = 0
  for (const [index, coefficient] of lanczos.entries()) {
    sum += index === 0 ? coefficient : coefficient / (x - 1 + index)
  }
  return halfLogTwoPi + (x - 0.5) * Math.log(base) - base + Math.log(sum)
}

/**
 * Iₓ(a, b), the regularised incomplete beta function, by Lentz's evaluation of its continued fraction (DLMF 8.17.22). NaN
 * where a or b is not positive or x is outside 0 … 1.
 */
export function regularizedBeta(x: number, a: number, b: number): number {
  if (!(a > 0 && b > 0 && x >= 0 && x <= 1)) return Number.NaN
  if (x === 0 || x === 1) return x
  // The fraction converges fast on this side of the mean alone.
  if (x > (a + 1) / (a + b + 2)) return 1 - regularizedBeta(1 - x, b, a)
  const front = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)
  return (Math.exp(front) / a) * continuedFraction(x, a, b)
}

function continuedFraction(x: number, a: number, b: number): number {
  let above = 1
  let below = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1))
  let value = below
  for (let m = 1; m < mostTerms; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    below = 1 / awayFromZero(1 + even * below)
    above = awayFromZero(1 + even / above)
    value *= below * above
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    below = 1 / awayFromZero(1 + odd * below)
    above = awayFromZero(1 + odd / above)
    value *= below * above
    if (Math.abs(below * above - 1) < Number.EPSILON) break
  }
  return value
}

function awayFromZero(value: number): number {
  return Math.abs(value) < tiny ? tiny : value
}
