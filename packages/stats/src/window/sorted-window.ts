/** The last samples in ascending order, for statistics of ranks that move along a series. */
export interface SortedWindow {
  /** Samples in the window, at most its capacity. */
  readonly size: number
  /** Takes a sample in, in place of the oldest one when the window is full. A NaN is a RangeError. O(log w), and one move of memory. */
  push(value: number): void
  /** A quantile as `quantiles` defines it; NaN outside 0 … 1 and over no sample. O(1). */
  quantile(q: number): number
  /** NaN over no sample. O(1). */
  median(): number
  /** Median of the distances from a center; NaN over no sample and where the center is not finite. O(log w). */
  mad(center: number): number
  /** How many samples are smaller than a value; NaN for a NaN. O(log w). */
  rankOf(value: number): number
}

/** An empty window of `capacity` samples; anything but a whole number from 1 on is a RangeError. */
export function createSortedWindow(capacity: number): SortedWindow {
  if (!Number.isInteger(capacity) || capacity < 1) {
    throw new RangeError(`A window holds a whole number of samples from 1 on, not ${capacity}.`)
  }
  const sorted = new Float64Array(capacity)
  const arrivals = new Float64Array(capacity)
  let size = 0
  let oldest = 0

  function push(sample: number): void {
    if (Number.isNaN(sample)) throw new RangeError('A window takes no NaN: a gap is no sample.')
    // -0 would be looked for among the zeros and not be found in its place.
    const value = sample + 0
    if (size < capacity) {
      const place = lowerBound(sorted, size, value)
      sorted.copyWithin(place + 1, place, size)
      sorted[place] = value
      arrivals[size++] = value
      return
    }
    replace(sorted, arrivals[oldest] ?? Number.NaN, value)
    arrivals[oldest] = value
    oldest = oldest + 1 === capacity ? 0 : oldest + 1
  }

  function quantile(q: number): number {
    if (size === 0 || !(q >= 0 && q <= 1)) return Number.NaN
    const rank = (size - 1) * q
    const below = Math.floor(rank)
    const lower = sorted[below] ?? Number.NaN
    const upper = sorted[Math.ceil(rank)] ?? Number.NaN
    // Equal infinities would subtract to NaN.
    if (lower === upper) return lower
    return lower * (1 - (rank - below)) + upper * (rank - below)
  }

  return {
    get size() {
      return size
    },
    push,
    quantile,
    median: () => quantile(0.5),
    mad: (center) => medianDistance(sorted, size, center),
    rankOf: (value) => (Number.isNaN(value) ? Number.NaN : lowerBound(sorted, size, value)),
  }
}

/** Puts a value in the place of one that is there, and moves what stands between them. */
function replace(sorted: Float64Array, leaving: number, value: number): void {
  const gone = lowerBound(sorted, sorted.length, leaving)
  const place = lowerBound(sorted, sorted.length, value)
  if (place > gone) {
    sorted.copyWithin(gone, gone + 1, place)
    sorted[place - 1] = value
  } else {
    sorted.copyWithin(place + 1, place, gone)
    sorted[place] = value
  }
}

/** How many of the first `size` values are smaller. */
function lowerBound(sorted: Float64Array, size: number, value: number): number {
  let from = 0
  let to = size
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((sorted[middle] ?? Number.NaN) < value) from = middle + 1
    else to = middle
  }
  return from
}

/**
 * Median of |xᵢ − center|. The k samples nearest to a center stand side by side in a sorted column, so that a binary search
 * for where they begin finds the k-th smallest distance: it is that of the first or of the last of them.
 */
function medianDistance(sorted: Float64Array, size: number, center: number): number {
  if (size === 0 || !Number.isFinite(center)) return Number.NaN
  const nearest = (size + 1) >>> 1
  let from = 0
  let to = size - nearest
  while (from < to) {
    const middle = (from + to) >>> 1
    const left = center - (sorted[middle] ?? Number.NaN)
    const right = (sorted[middle + nearest] ?? Number.NaN) - center
    if (left > right) from = middle + 1
    else to = middle
  }
  const lower = Math.max(
    Math.abs(center - (sorted[from] ?? Number.NaN)),
    Math.abs((sorted[from + nearest - 1] ?? Number.NaN) - center),
  )
  if (size % 2 === 1) return lower
  const before = from > 0 ? Math.abs(center - (sorted[from - 1] ?? Number.NaN)) : Number.POSITIVE_INFINITY
  const after =
    from + nearest < size ? Math.abs((sorted[from + nearest] ?? Number.NaN) - center) : Number.POSITIVE_INFINITY
  const upper = Math.min(before, after)
  return lower === upper ? lower : lower * 0.5 + upper * 0.5
}
