import type { Samples } from '../samples.ts'
import { type Aggregate, aggregateBuckets } from './aggregate.ts'
import { type BucketGrid, cutIntoBuckets, edgeGrid, regularGrid, spanOf, withEmptyBuckets } from './buckets.ts'
import { dayBuckets } from './day-buckets.ts'

const day = 86_400

/** How a series is put into buckets. */
export interface ResampleOptions<A extends Aggregate> {
  /** Seconds of a bucket, above zero. */
  step: number
  /** One column is made of each. */
  aggregates: readonly A[]
  /** Unix seconds at which one of the buckets begins; 0 for multiples of the step. */
  origin?: number
  /** An IANA time zone in which steps of whole days begin at midnight, whatever daylight saving does. Other steps do without. */
  zone?: string | undefined
  /** Whether buckets without a sample are told, between the first and the last that has one. */
  withGaps?: boolean
  /** More buckets are refused, which a step given in the wrong unit would make. */
  limit?: number
}

/** Buckets in order of time. */
export interface Resampled<A extends Aggregate> {
  /** Where each bucket begins. What begins at t ends before t + step. */
  times: Float64Array
  /** Samples of each bucket. */
  counts: Float64Array
  /** By aggregate; NaN in a bucket without a sample, where a count is 0. */
  columns: Record<A, Float64Array>
}

/**
 * Puts a series into buckets of equal length. Those without a sample are absent unless `withGaps` asks for them. Times that do
 * not ascend, columns of different length, a step that is not above zero and more buckets than the limit are RangeErrors. O(n),
 * one pass for the buckets and one for each aggregate.
 */
export function resample<A extends Aggregate>(samples: Samples, options: ResampleOptions<A>): Resampled<A> {
  const { step, origin = 0, zone, withGaps = false, limit = 10_000_000 } = options
  if (samples.times.length !== samples.values.length) {
    throw new RangeError(`A series of ${samples.times.length} times cannot have ${samples.values.length} values.`)
  }
  if (!(step > 0 && step < Number.POSITIVE_INFINITY)) throw new RangeError(`A bucket takes some seconds, not ${step}.`)
  if (!Number.isFinite(origin)) throw new RangeError(`Buckets begin at a time, not at ${origin}.`)
  const span = spanOf(samples)
  const { first, last } = span ?? { first: 0, last: 0 }
  if (!(Number.isFinite(first) && Number.isFinite(last) && first <= last)) {
    throw new RangeError(`Times have to ascend, and be times: they go from ${first} to ${last}.`)
  }
  const grid = gridOf(step, origin, zone, { first, last, limit })
  const number = grid.numberOf(first)
  const total = span === undefined ? 0 : grid.numberOf(last) - number + 1
  const most = withGaps ? total : Math.min(total, samples.times.length)
  if (most > limit) throw new RangeError(`${most} buckets of ${step} s are more than ${limit}.`)
  const filled = cutIntoBuckets(samples, grid, Math.min(total, samples.times.length))
  const buckets = withGaps ? withEmptyBuckets(filled, grid, number, total) : filled
  const columns = columnsOf(options.aggregates, aggregateBuckets(samples, buckets))
  return { times: buckets.starts, counts: buckets.counts, columns }
}

function gridOf(
  step: number,
  origin: number,
  zone: string | undefined,
  { first, last, limit }: { first: number; last: number; limit: number },
): BucketGrid {
  if (zone === undefined || step % day !== 0) return regularGrid(step, origin)
  return edgeGrid(dayBuckets(first, last, zone, { days: step / day, limit: limit + 2 }))
}

// The second signature is how a record of exactly the wanted columns is made without a cast.
function columnsOf<A extends Aggregate>(
  wanted: readonly A[],
  make: (of: Aggregate) => Float64Array,
): Record<A, Float64Array>
function columnsOf(wanted: readonly Aggregate[], make: (of: Aggregate) => Float64Array) {
  const columns: Partial<Record<Aggregate, Float64Array>> = {}
  for (const aggregate of wanted) columns[aggregate] = make(aggregate)
  return columns
}
