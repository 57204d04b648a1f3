/** The buckets of one classic histogram at one time: upper bounds in ascending order, counts that include lower ones. */
export interface Buckets {
  bounds: number[]
  counts: number[]
}

/** Relative differences between neighbouring counts up to here are taken for the rounding of sums and rates. */
const rounding = 1e-12

const smallestNormal = 2.2250738585072014e-308

/** Where a label `le` says the bucket ends; undefined where it does not say a number. */
export function parseBound(text: string): number | undefined {
  const infinite = /^([+-]?)inf(?:inity)?$/i.exec(text)
  if (infinite !== null) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return undefined
  const bound = Number(text)
  return Number.isFinite(bound) ? bound : undefined
}

/** Adds a bucket behind the others, or to the last one where both have the same bound. */
export function addBucket({ bounds, counts }: Buckets, bound: number, count: number): void {
  const last = bounds.length - 1
  if (bounds[last] === bound) counts[last] = (counts[last] ?? 0) + count
  else {
    bounds.push(bound)
    counts.push(count)
  }
}

/**
 * The φ-quantile, interpolated linearly within its bucket, and whether counts that fell had to be raised first. The
 * lowest bucket begins at 0 unless it ends there or below; from the highest one the end of the one before is known.
 * NaN without a bucket that reaches to infinity, with only that one, or without observations. Changes the counts.
 */
export function bucketQuantile(q: number, buckets: Buckets): { value: number; repaired: boolean } {
  const { bounds, counts } = buckets
  const highest = bounds.length - 1
  if (Number.isNaN(q)) return { value: Number.NaN, repaired: false }
  if (q < 0) return { value: Number.NEGATIVE_INFINITY, repaired: false }
  if (q > 1) return { value: Number.POSITIVE_INFINITY, repaired: false }
  if (bounds[highest] !== Number.POSITIVE_INFINITY) return { value: Number.NaN, repaired: false }
  const repaired = makeMonotonic(counts)
  return { value: quantileOf(q, bounds, counts), repaired }
}

function quantileOf(q: number, bounds: readonly number[], counts: readonly number[]): number {
  const highest = bounds.length - 1
  const observations = counts[highest] ?? 0
  if (highest < 1 || observations === 0) return Number.NaN
  const rank = q * observations
  let at = 0
  while (at < highest && !((counts[at] ?? 0) >= rank)) at++
  const end = bounds[at] ?? Number.NaN
  if (at === highest) return bounds[highest - 1] ?? Number.NaN
  if (at === 0 && end <= 0) return end
  const start = at === 0 ? 0 : (bounds[at - 1] ?? Number.NaN)
  const below = at === 0 ? 0 : (counts[at - 1] ?? Number.NaN)
  return start + (end - start) * ((rank - below) / ((counts[at] ?? Number.NaN) - below))
}

/** Raises each count to the one before it; says whether one fell by more than rounding explains. */
function makeMonotonic(counts: number[]): boolean {
  let repaired = false
  let previous = counts[0] ?? 0
  for (let index = 1; index < counts.length; index++) {
    const count = counts[index] ?? 0
    const same = isAlmost(previous, count)
    if (same || count < previous) {
      counts[index] = previous
      repaired ||= !same
    } else previous = count
  }
  return repaired
}

function isAlmost(a: number, b: number): boolean {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true
  const size = Math.abs(a) + Math.abs(b)
  const difference = Math.abs(a - b)
  if (a === 0 || b === 0 || size < smallestNormal) return difference < rounding * smallestNormal
  return difference / Math.min(size, Number.MAX_VALUE) < rounding
}

/**
 * The share of observations between two values, interpolated as in `bucketQuantile`. NaN without a bucket that reaches
 * to infinity or without observations, and for a limit that is NaN.
 */
export function bucketFraction(lower: number, upper: number, { bounds, counts }: Buckets): number {
  const total = counts.at(-1) ?? 0
  if (bounds.at(-1) !== Number.POSITIVE_INFINITY || total === 0) return Number.NaN
  if (Number.isNaN(lower) || Number.isNaN(upper)) return Number.NaN
  if (lower >= upper) return 0
  const below = (value: number) => Math.min(total, observationsBelow(value, bounds, counts))
  return (below(upper) - below(lower)) / total
}

function observationsBelow(value: number, bounds: readonly number[], counts: readonly number[]): number {
  let rank = 0
  let start = (bounds[0] ?? Number.NaN) > 0 ? 0 : Number.NEGATIVE_INFINITY
  for (const [index, end] of bounds.entries()) {
    const count = counts[index] ?? Number.NaN
    if (start >= value) return rank
    if (end > value) {
      // A bucket without a lower end cannot be divided: all of it counts.
      return start === Number.NEGATIVE_INFINITY ? count : rank + ((count - rank) * (value - start)) / (end - start)
    }
    rank = count
    start = end
  }
  return rank
}
