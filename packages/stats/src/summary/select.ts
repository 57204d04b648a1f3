import { type Column, count } from './summary.ts'

/** Below it, a sample of the column costs more than it saves. */
const smallColumn = 10_000
const sampleSize = 4096
/** Standard errors on either side of where a sample sees a quantile: a miss is about as rare as one in a thousand. */
const bracketErrors = 3.5
/** Rounds of narrowing without which a sort is faster; chosen so that no order of the values makes it quadratic. */
const roundsPerBit = 2

/**
 * One quantile, exactly as `quantiles` defines it, in O(n) where that one sorts. A sample of the column brackets the quantile,
 * one pass counts what lies below and gathers what lies within, and only that is searched; where the bracket misses, a copy of
 * the whole column is. NaN over no sample. Whoever knows the number of samples spares counting them.
 */
export function selectQuantile(values: Column, wanted: number, samples = count(values)): number {
  return selectMapped(values, wanted, samples, Number.NaN)
}

/** The quantile of the distances |xᵢ − center|, without a column of them. NaN where the center is not finite. */
export function selectDistance(values: Column, center: number, wanted: number, samples = count(values)): number {
  return Number.isFinite(center) ? selectMapped(values, wanted, samples, center) : Number.NaN
}

/** A NaN for a center means the values themselves. */
function selectMapped(values: Column, wanted: number, samples: number, center: number): number {
  if (samples === 0 || !(wanted >= 0 && wanted <= 1)) return Number.NaN
  if (samples >= smallColumn) {
    const found = selectWithinBracket(values, wanted, samples, center)
    if (!Number.isNaN(found)) return found
  }
  return quantileInPlace(mappedSamples(values, samples, center), wanted)
}

function mappedSamples(values: Column, samples: number, center: number): Column {
  const mapped = new Float64Array(samples)
  let kept = 0
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN
    if (Number.isNaN(value)) continue
    mapped[kept++] = Number.isNaN(center) ? value : Math.abs(value - center)
  }
  return mapped
}

/** The quantile of the first `length` samples, none of them NaN, which it puts into another order. O(n). */
export function quantileInPlace(samples: Column, wanted: number, length = samples.length): number {
  if (length === 0 || !(wanted >= 0 && wanted <= 1)) return Number.NaN
  return atRank(samples, (length - 1) * wanted, length)
}

function atRank(samples: Column, rank: number, length: number): number {
  const below = Math.floor(rank)
  const lower = selectRank(samples, below, length)
  if (rank === below) return lower
  // Everything behind the selected one is at least as large.
  let upper = Number.POSITIVE_INFINITY
  for (let index = below + 1; index < length; index++) {
    const value = samples[index] ?? Number.NaN
    if (value < upper) upper = value
  }
  if (lower === upper) return lower
  return lower * (1 - (rank - below)) + upper * (rank - below)
}

/**
 * The sample that a sort of the first `length` would put at `rank`, put there with smaller ones before and larger ones
 * behind it: Hoare's quickselect with the median of three, and a sort of what is left where the pivots keep falling badly. No NaN.
 *
 * Hoare (1961), Algorithm 65: Find, Communications of the ACM 4(7), 321–322.
 */
export function selectRank(samples: Column, rank: number, length = samples.length): number {
  let from = 0
  let to = length - 1
  let rounds = roundsPerBit * Math.ceil(Math.log2(length + 1))
  while (from < to) {
    if (rounds-- === 0) {
      samples.subarray(from, to + 1).sort()
      break
    }
    const pivot = medianOfThree(samples, from, to)
    let left = from
    let right = to
    while (left <= right) {
      while ((samples[left] ?? Number.NaN) < pivot) left++
      while ((samples[right] ?? Number.NaN) > pivot) right--
      if (left > right) break
      const swapped = samples[left] ?? Number.NaN
      samples[left++] = samples[right] ?? Number.NaN
      samples[right--] = swapped
    }
    if (rank <= right) to = right
    else if (rank >= left) from = left
    else break
  }
  return samples[rank] ?? Number.NaN
}

function medianOfThree(samples: Column, from: number, to: number): number {
  const first = samples[from] ?? Number.NaN
  const middle = samples[(from + to) >>> 1] ?? Number.NaN
  const last = samples[to] ?? Number.NaN
  return Math.max(Math.min(first, middle), Math.min(Math.max(first, middle), last))
}

/** NaN where the sample misled: where the rank lies outside its bracket, or too many samples within. */
function selectWithinBracket(values: Column, wanted: number, samples: number, center: number): number {
  const [low, high] = bracket(values, wanted, center)
  const within = new Float64Array(samples >>> 2)
  const areDistances = !Number.isNaN(center)
  let below = 0
  let gathered = 0
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN
    const mapped = areDistances ? Math.abs(value - center) : value
    // Arithmetic in place of branches, which a median has the processor guess wrongly every other time.
    below += Number(mapped < low)
    if ((Number(mapped >= low) & Number(mapped <= high)) === 0) continue
    if (gathered === within.length) return Number.NaN
    within[gathered++] = mapped
  }
  const rank = (samples - 1) * wanted - below
  if (!(rank >= 0 && Math.ceil(rank) < gathered)) return Number.NaN
  return atRank(within, rank, gathered)
}

function bracket(values: Column, wanted: number, center: number): [low: number, high: number] {
  const sample = new Float64Array(sampleSize)
  const stride = values.length / sampleSize
  let taken = 0
  for (let index = 0; index < sampleSize; index++) {
    const value = values[Math.floor(index * stride)] ?? Number.NaN
    if (!Number.isNaN(value)) sample[taken++] = Number.isNaN(center) ? value : Math.abs(value - center)
  }
  const sorted = sample.subarray(0, taken).sort()
  const rank = (taken - 1) * wanted
  const margin = bracketErrors * Math.sqrt(taken * wanted * (1 - wanted)) + 2
  return [
    sorted[Math.floor(rank - margin)] ?? Number.NEGATIVE_INFINITY,
    sorted[Math.ceil(rank + margin)] ?? Number.POSITIVE_INFINITY,
  ]
}
