/** From here on the continued fraction of the tail converges fast, and the series loses digits. */
const tailFrom = 3
const terms = 200

/** Density of the standard normal distribution. */
function normalDensity(z: number): number {
  return Math.exp(-(z * z) / 2) / Math.sqrt(2 * Math.PI)
}

/**
 * Φ(z), the share of a standard normal distribution up to z. Near 0 the series ½ + φ(z)·(z + z³/3 + z⁵/15 + …), in the
 * tails Laplace's continued fraction φ(z) / (z + 1/(z + 2/(z + …))), so that small shares keep their digits.
 *
 * Marsaglia (2004), Evaluating the Normal Distribution, Journal of Statistical Software 11(4);
 * Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.14.
 */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) return Number.NaN
  if (z < -tailFrom) return upperTail(-z)
  if (z > tailFrom) return 1 - upperTail(z)
  let sum = z
  let term = z
  for (let odd = 3; Math.abs(term) > Number.EPSILON * Math.abs(sum); odd += 2) {
    term *= (z * z) / odd
    sum += term
  }
  return 0.5 + normalDensity(z) * sum
}

/** How often a standard normal value lies at least as far from 0 as z, on either side. */
export function normalTwoSided(z: number): number {
  return Math.min(1, 2 * normalCdf(-Math.abs(z)))
}

/**
 * The z below which a share p of a standard normal distribution lies: a rational approximation (Abramowitz and Stegun
 * 26.2.23), made exact by Halley's method. ±Infinity at 1 and 0, NaN outside 0 … 1.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN
  if (p > 0.5) return -normalQuantile(1 - p)
  if (p === 0) return Number.NEGATIVE_INFINITY
  const t = Math.sqrt(-2 * Math.log(p))
  let z = -(t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))))
  for (let round = 0; round < 4; round++) {
    const step = (normalCdf(z) - p) / normalDensity(z)
    if (!Number.isFinite(step)) break
    z -= step / (1 + (z * step) / 2)
  }
  return z
}

function upperTail(z: number): number {
  let fraction = z
  for (let term = terms; term > 0; term--) fraction = z + term / fraction
  return normalDensity(z) / fraction
}
