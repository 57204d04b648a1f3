import { growth } from '../rate/rate.ts'
import type { Samples } from '../samples.ts'
import { quantileInPlace } from '../summary/select.ts'
import type { Buckets } from './buckets.ts'

/** What a bucket may tell of its samples. `rate` is that of a counter, per second, with restarts. */
export const aggregates = ['mean', 'sum', 'min', 'max', 'count', 'first', 'last', 'p50', 'p95', 'p99', 'rate'] as const
export type Aggregate = (typeof aggregates)[number]

type Column = Float64Array

/** One column for each aggregate, NaN in buckets without a sample, where a count is 0. */
export function aggregateBuckets(samples: Samples, buckets: Buckets): (aggregate: Aggregate) => Column {
  const { values } = samples
  let sums: Column | undefined
  const sumsOnce = () => {
    sums ??= sumOf(values, buckets)
    return sums
  }
  const kernels: Record<Aggregate, () => Column> = {
    count: () => buckets.counts.slice(),
    sum: () => sumsOnce().slice(),
    mean: () => quotients(sumsOnce(), buckets.counts),
    min: () => lowestOf(values, buckets),
    max: () => highestOf(values, buckets),
    first: () => pick(values, buckets, 'first'),
    last: () => pick(values, buckets, 'last'),
    p50: () => quantilesOf(values, buckets, 0.5),
    p95: () => quantilesOf(values, buckets, 0.95),
    p99: () => quantilesOf(values, buckets, 0.99),
    rate: () => ratesOf(samples, buckets),
  }
  return (aggregate) => kernels[aggregate]()
}

function sumOf(values: Column, { counts, from, to }: Buckets): Column {
  const sums = new Float64Array(counts.length)
  for (let bucket = 0; bucket < counts.length; bucket++) {
    const end = to[bucket] ?? 0
    let sum = counts[bucket] === 0 ? Number.NaN : 0
    for (let index = from[bucket] ?? 0; index < end; index++) {
      const value = values[index] ?? Number.NaN
      if (!Number.isNaN(value)) sum += value
    }
    sums[bucket] = sum
  }
  return sums
}

function quotients(sums: Column, counts: Column): Column {
  const means = new Float64Array(sums.length)
  for (let index = 0; index < sums.length; index++) {
    means[index] = (sums[index] ?? Number.NaN) / (counts[index] ?? Number.NaN)
  }
  return means
}

function lowestOf(values: Column, { counts, from, to }: Buckets): Column {
  const lows = new Float64Array(counts.length)
  for (let bucket = 0; bucket < counts.length; bucket++) {
    const end = to[bucket] ?? 0
    // A NaN is not smaller than anything, so that gaps need no question of their own.
    let low = Number.POSITIVE_INFINITY
    for (let index = from[bucket] ?? 0; index < end; index++) {
      const value = values[index] ?? Number.NaN
      if (value < low) low = value
    }
    lows[bucket] = counts[bucket] === 0 ? Number.NaN : low
  }
  return lows
}

function highestOf(values: Column, { counts, from, to }: Buckets): Column {
  const highs = new Float64Array(counts.length)
  for (let bucket = 0; bucket < counts.length; bucket++) {
    const end = to[bucket] ?? 0
    let high = Number.NEGATIVE_INFINITY
    for (let index = from[bucket] ?? 0; index < end; index++) {
      const value = values[index] ?? Number.NaN
      if (value > high) high = value
    }
    highs[bucket] = counts[bucket] === 0 ? Number.NaN : high
  }
  return highs
}

function pick(values: Column, { counts, from, to }: Buckets, which: 'first' | 'last'): Column {
  const picked = new Float64Array(counts.length).fill(Number.NaN)
  const step = which === 'first' ? 1 : -1
  for (let bucket = 0; bucket < counts.length; bucket++) {
    if (counts[bucket] === 0) continue
    let index = which === 'first' ? (from[bucket] ?? 0) : (to[bucket] ?? 0) - 1
    while (Number.isNaN(values[index] ?? 0)) index += step
    picked[bucket] = values[index] ?? Number.NaN
  }
  return picked
}

function quantilesOf(values: Column, { counts, from, to }: Buckets, wanted: number): Column {
  const quantiles = new Float64Array(counts.length)
  const scratch = new Float64Array(counts.reduce((most, count) => Math.max(most, count), 0))
  for (let bucket = 0; bucket < counts.length; bucket++) {
    const end = to[bucket] ?? 0
    let samples = 0
    for (let index = from[bucket] ?? 0; index < end; index++) {
      const value = values[index] ?? Number.NaN
      if (!Number.isNaN(value)) scratch[samples++] = value
    }
    quantiles[bucket] = quantileInPlace(scratch, wanted, samples)
  }
  return quantiles
}

/**
 * What a counter grew by from the last sample before the bucket to the bucket's last one, by the seconds between these two, so
 * that no growth is lost between buckets. NaN where no time passed, as with the very first sample alone.
 */
function ratesOf({ times, values }: Samples, { counts, from, to }: Buckets): Column {
  const rates = new Float64Array(counts.length)
  let before = -1
  for (let bucket = 0; bucket < counts.length; bucket++) {
    rates[bucket] = Number.NaN
    if (counts[bucket] === 0) continue
    const end = to[bucket] ?? 0
    let startedAt = times[before] ?? Number.NaN
    let grown = 0
    for (let index = from[bucket] ?? 0; index < end; index++) {
      const value = values[index] ?? Number.NaN
      if (Number.isNaN(value)) continue
      if (before >= 0) grown += growth(values[before] ?? Number.NaN, value)
      else startedAt = times[index] ?? Number.NaN
      before = index
    }
    const seconds = (times[before] ?? Number.NaN) - startedAt
    if (seconds > 0) rates[bucket] = grown / seconds
  }
  return rates
}
