const epsilon = 1e-6
const smallestNormal = 2.2250738585072014e-308

/** As Prometheus' own tests compare values: a relative error below a millionth; NaN equals NaN. */
export function almostEqual(a: number, b: number): boolean {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true
  const sum = Math.abs(a) + Math.abs(b)
  const difference = Math.abs(a - b)
  if (a === 0 || b === 0 || sum < smallestNormal) return difference < epsilon * smallestNormal
  return difference / Math.min(sum, Number.MAX_VALUE) < epsilon
}
