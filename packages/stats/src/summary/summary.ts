/**
 * Summaries of a column of samples. A NaN is a gap: no kernel here counts it, and each answers NaN where no sample is
 * left, so that "nothing was measured" never looks like zero. Infinities are samples. Loops count indices, since `for … of`
 * takes five times as long over a typed array.
 */
export type Column = Float64Array

/** Number of samples. O(n). */
export function count(values: Column): number {
  let samples = 0
  for (let index = 0; index < values.length; index++) if (!Number.isNaN(values[index] ?? Number.NaN)) samples++
  return samples
}

/** Arithmetic mean Σx / n, each sample weighing the same however far apart they are. NaN where +Inf and -Inf meet. */
export function mean(values: Column): number {
  let sum = 0
  let samples = 0
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN
    if (Number.isNaN(value)) continue
    sum += value
    samples++
  }
  return samples === 0 ? Number.NaN : sum / samples
}

/** Largest sample. */
export function max(values: Column): number {
  let largest = Number.NaN
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN
    if (!(value <= largest) && !Number.isNaN(value)) largest = value
  }
  return largest
}

/** Smallest sample. */
export function min(values: Column): number {
  let smallest = Number.NaN
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN
    if (!(value >= smallest) && !Number.isNaN(value)) smallest = value
  }
  return smallest
}

/** Latest sample. */
export function last(values: Column): number {
  for (let index = values.length - 1; index >= 0; index--) {
    const value = values[index] ?? Number.NaN
    if (!Number.isNaN(value)) return value
  }
  return Number.NaN
}

/** Time of the latest sample; NaN without one. */
export function lastTime(times: Column, values: Column): number {
  for (let index = values.length - 1; index >= 0; index--) {
    if (!Number.isNaN(values[index] ?? Number.NaN)) return times[index] ?? Number.NaN
  }
  return Number.NaN
}

/**
 * Quantiles by linear interpolation between closest ranks, as PromQL's `quantile_over_time` and numpy's default do it:
 * with n samples sorted as x₀ … xₙ₋₁ and h = (n − 1)·q the answer is x⌊h⌋ + (h − ⌊h⌋)·(x⌈h⌉ − x⌊h⌋). Sorts once for all
 * of them. A quantile outside 0 … 1, or over no sample, is NaN.
 */
export function quantiles(values: Column, wanted: readonly number[]): number[] {
  const sorted = sortedSamples(values)
  return wanted.map((quantile) => interpolate(sorted, quantile))
}

/** A copy of the samples in ascending order. O(n log n). */
export function sortedSamples(values: Column): Column {
  const sorted = new Float64Array(values.length)
  let samples = 0
  let ascends = true
  let previous = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (Number.isNaN(value)) continue
    if (value < previous) ascends = false
    sorted[samples++] = value
    previous = value
  }
  const kept = sorted.subarray(0, samples)
  // Most series of a fleet are a counter that stands still.
  return ascends ? kept : kept.sort()
}

/** One quantile; see `quantiles`. */
export function quantile(values: Column, wanted: number): number {
  return quantiles(values, [wanted])[0] ?? Number.NaN
}

/** Median. */
export function p50(values: Column): number {
  return quantile(values, 0.5)
}

/** 95th percentile. */
export function p95(values: Column): number {
  return quantile(values, 0.95)
}

/** 99th percentile. */
export function p99(values: Column): number {
  return quantile(values, 0.99)
}

/**
 * Median absolute deviation from the median, median |xᵢ − median(x)|: a spread that a minority of outliers cannot move.
 * 1.4826 of it is the standard deviation where the samples are normal; it is 0 where more than half of them are equal,
 * so that whoever divides by it brings a floor. NaN where the median is infinite.
 *
 * Rousseeuw and Croux (1993), Alternatives to the median absolute deviation, JASA 88(424), 1273–1283.
 */
export function mad(values: Column, middle = p50(values)): number {
  if (!Number.isFinite(middle)) return Number.NaN
  return p50(values.map((value) => Math.abs(value - middle)))
}

/** A quantile of samples that are sorted already, as `quantiles` defines it. */
export function interpolate(sorted: Column, wanted: number): number {
  if (sorted.length === 0 || !(wanted >= 0 && wanted <= 1)) return Number.NaN
  const rank = (sorted.length - 1) * wanted
  const lower = sorted[Math.floor(rank)] ?? Number.NaN
  const upper = sorted[Math.ceil(rank)] ?? Number.NaN
  // Equal infinities would subtract to NaN.
  if (lower === upper) return lower
  const share = rank - Math.floor(rank)
  // The difference of the two may be more than a double holds.
  return lower * (1 - share) + upper * share
}
