/**
 * Quantiles of a stream in little memory, which may be counted in parts and merged. Each sample counts in the bucket
 * i = ⌈log_γ |x|⌉ of its sign, γ = (1 + α) / (1 − α), and 2·γⁱ / (γ + 1) is within α of all that the bucket holds. No bucket is
 * ever given up, so that the error holds for each quantile.
 *
 * Masson, Rim and Lee (2019), DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees, VLDB 12(12).
 */
export interface QuantileSketch {
  readonly relativeError: number
  /** Samples counted; infinities are among them. */
  readonly count: number
  /** NaN without a sample; exact. */
  readonly min: number
  /** NaN without a sample; exact. */
  readonly max: number
  /** Counts a value, `times` over (a whole number from 0 on, else a RangeError). A NaN is a gap and counts for nothing. */
  add(value: number, times?: number): void
  /**
   * The sample at rank ⌊q·(n − 1)⌋, off by at most `relativeError` of itself: exact are 0, infinities, the smallest and the
   * largest. NaN outside 0 … 1 and without a sample.
   */
  quantile(q: number): number
  /** Counts all that another one counted; it has to have the same relative error, else this is a RangeError. */
  merge(other: QuantileSketch): void
  /** Visits the buckets in ascending order: a value that stands for each, and how many samples it has. */
  forEach(visit: (value: number, count: number) => void): void
}

/** What is closer to zero has no digits left to be off by a share of itself, and counts as zero. */
const smallestNormal = 2.2250738585072014e-308

/** An empty sketch; a relative error outside 1e-4 … 0.5 is a RangeError. */
export function createQuantileSketch(relativeError = 0.01): QuantileSketch {
  if (!(relativeError >= 1e-4 && relativeError <= 0.5)) {
    throw new RangeError(`A sketch is off by a share from 1e-4 to 0.5, not ${relativeError}.`)
  }
  const base = (1 + relativeError) / (1 - relativeError)
  const logBase = Math.log(base)
  const positive = createBuckets()
  const negative = createBuckets()
  const infinities = { below: 0, above: 0 }
  let zeros = 0
  let count = 0
  let min = Number.NaN
  let max = Number.NaN

  const bucketOf = (size: number) => Math.ceil(Math.log(size) / logBase)
  // As a power of e, since that of the base times two may be more than a double holds.
  const sizeOf = (bucket: number) => Math.min(Number.MAX_VALUE, Math.exp(bucket * logBase + Math.log(2 / (base + 1))))
  const within = (value: number) => Math.min(max, Math.max(min, value))

  function add(sample: number, times = 1): void {
    const value = Math.abs(sample) < smallestNormal ? 0 : sample
    if (!(Number.isSafeInteger(times) && times >= 0)) throw new RangeError(`A value cannot count ${times} times.`)
    if (Number.isNaN(value) || times === 0) return
    if (value === Number.POSITIVE_INFINITY) infinities.above += times
    else if (value === Number.NEGATIVE_INFINITY) infinities.below += times
    else if (value > 0) positive.add(bucketOf(value), times)
    else if (value < 0) negative.add(bucketOf(-value), times)
    else zeros += times
    count += times
    if (!(value >= min)) min = value
    if (!(value <= max)) max = value
  }

  function forEach(visit: (value: number, count: number) => void): void {
    if (infinities.below > 0) visit(Number.NEGATIVE_INFINITY, infinities.below)
    negative.descend((bucket, samples) => visit(within(-sizeOf(bucket)), samples))
    if (zeros > 0) visit(0, zeros)
    positive.ascend((bucket, samples) => visit(within(sizeOf(bucket)), samples))
    if (infinities.above > 0) visit(Number.POSITIVE_INFINITY, infinities.above)
  }

  return {
    relativeError,
    get count() {
      return count
    },
    get min() {
      return min
    },
    get max() {
      return max
    },
    add,
    forEach,
    quantile(q) {
      if (count === 0 || !(q >= 0 && q <= 1)) return Number.NaN
      if (q === 0) return min
      if (q === 1) return max
      return valueAtRank(forEach, Math.floor(q * (count - 1)))
    },
    merge(other) {
      if (other.relativeError !== relativeError) {
        throw new RangeError(
          `A sketch that is off by ${other.relativeError} cannot be merged into one of ${relativeError}.`,
        )
      }
      const { min: least, max: largest } = other
      for (const [value, samples] of bucketsOf(other)) add(value, samples)
      if (least < min) min = least
      if (largest > max) max = largest
    },
  }
}

/** A list, since a sketch that is merged into itself would change while it is visited. */
function bucketsOf(sketch: QuantileSketch): [value: number, count: number][] {
  const buckets: [value: number, count: number][] = []
  sketch.forEach((value, samples) => {
    buckets.push([value, samples])
  })
  return buckets
}

function valueAtRank(forEach: QuantileSketch['forEach'], rank: number): number {
  let passed = 0
  let found = Number.NaN
  forEach((value, samples) => {
    if (passed <= rank) found = value
    passed += samples
  })
  return found
}

/** Counts by whole numbers, side by side in memory from the lowest to the highest that was seen. */
function createBuckets() {
  let counts = new Float64Array(0)
  let first = 0

  function reach(bucket: number): void {
    if (counts.length === 0) {
      counts = new Float64Array(64)
      first = bucket - 32
    }
    while (bucket < first || bucket >= first + counts.length) {
      const wider = new Float64Array(counts.length * 2)
      const shift = bucket < first ? counts.length : 0
      wider.set(counts, shift)
      first -= shift
      counts = wider
    }
  }

  return {
    add(bucket: number, times: number): void {
      if (bucket < first || bucket >= first + counts.length) reach(bucket)
      counts[bucket - first] = (counts[bucket - first] ?? 0) + times
    },
    ascend(visit: (bucket: number, count: number) => void): void {
      counts.forEach((count, index) => {
        if (count > 0) visit(first + index, count)
      })
    },
    descend(visit: (bucket: number, count: number) => void): void {
      for (let index = counts.length - 1; index >= 0; index--) {
        const count = counts[index] ?? 0
        if (count > 0) visit(first + index, count)
      }
    },
  }
}
