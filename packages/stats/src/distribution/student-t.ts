import { regularizedBeta } from './beta.ts'
import { normalQuantile, normalTwoSided } from './normal.ts'

/** From here on Student's distribution and the normal one agree to what a double of the continued fraction tells. */
const normalFrom = 1e7
const bisections = 200

/**
 * How often Student's t with these degrees of freedom (> 0, fractions too) lies at least as far from 0 as t, on either side:
 * I(df / (df + t²); df/2, ½). NaN where the degrees of freedom are not positive.
 */
export function studentTTwoSided(t: number, degrees: number): number {
  if (Number.isNaN(t) || !(degrees > 0)) return Number.NaN
  if (!Number.isFinite(t)) return 0
  return degrees > normalFrom ? normalTwoSided(t) : regularizedBeta(degrees / (degrees + t * t), degrees / 2, 0.5)
}

/** The share of Student's t distribution up to t. */
export function studentTCdf(t: number, degrees: number): number {
  const tail = studentTTwoSided(t, degrees) / 2
  return t < 0 ? tail : 1 - tail
}

/** The t below which a share p of the distribution lies, by bisection; ±Infinity at 1 and 0, NaN outside 0 … 1. */
export function studentTQuantile(p: number, degrees: number): number {
  if (!(p >= 0 && p <= 1 && degrees > 0)) return Number.NaN
  if (p > 0.5) return -studentTQuantile(1 - p, degrees)
  if (p === 0) return Number.NEGATIVE_INFINITY
  if (p === 0.5) return 0
  if (degrees > normalFrom) return normalQuantile(p)
  let low = 0
  let high = 1
  while (studentTTwoSided(high, degrees) / 2 > p) {
    low = high
    high *= 2
  }
  for (let round = 0; round < bisections; round++) {
    const middle = (low + high) / 2
    if (middle === low || middle === high) break
    if (studentTTwoSided(middle, degrees) / 2 > p) low = middle
    else high = middle
  }
  return -(low + high) / 2
}
