import type { Samples } from '../samples.ts'

/** Where buckets begin. They touch, so that each ends where the next one begins. */
export interface BucketGrid {
  /** Number of the bucket that a time falls into. */
  numberOf(time: number): number
  startOf(number: number): number
}

/** Which samples fall into each bucket. */
export interface Buckets {
  starts: Float64Array
  /** Samples of each bucket, gaps not among them. */
  counts: Float64Array
  /** Index of its first point, which may be a gap, and the one behind its last. Equal where there is none. */
  from: Int32Array
  to: Int32Array
}

/** Buckets of equal length, one of which begins at `origin`. */
export function regularGrid(step: number, origin: number): BucketGrid {
  const startOf = (number: number) => origin + number * step
  return {
    startOf,
    numberOf(time) {
      const number = Math.floor((time - origin) / step)
      // Rounding may put a time just beside the edge that it is at.
      if (startOf(number) > time) return number - 1
      return startOf(number + 1) <= time ? number + 1 : number
    },
  }
}

/** Buckets between ascending edges, which have to hold all times that are asked for. */
export function edgeGrid(edges: Float64Array): BucketGrid {
  return {
    startOf: (number) => edges[number] ?? Number.NaN,
    numberOf(time) {
      let from = 0
      let to = edges.length
      while (from < to) {
        const middle = (from + to) >>> 1
        if ((edges[middle] ?? Number.NaN) <= time) from = middle + 1
        else to = middle
      }
      return from - 1
    },
  }
}

/** Times of the first and the last sample; nothing where all is gap. */
export function spanOf({ times, values }: Samples): { first: number; last: number } | undefined {
  let from = 0
  let to = values.length - 1
  while (from <= to && Number.isNaN(values[from] ?? Number.NaN)) from++
  while (to >= from && Number.isNaN(values[to] ?? Number.NaN)) to--
  return from > to ? undefined : { first: times[from] ?? Number.NaN, last: times[to] ?? Number.NaN }
}

/** Cuts a series into those buckets that have a sample, at most `most` of them. Times that do not ascend are a RangeError. */
export function cutIntoBuckets({ times, values }: Samples, grid: BucketGrid, most: number): Buckets {
  const starts = new Float64Array(most)
  const counts = new Float64Array(most)
  const from = new Int32Array(most)
  const to = new Int32Array(most)
  let buckets = 0
  let previous = Number.NEGATIVE_INFINITY
  let index = 0
  while (index < times.length) {
    const first = index
    const number = grid.numberOf(times[index] ?? Number.NaN)
    const end = grid.startOf(number + 1)
    let counted = 0
    for (; index < times.length; index++) {
      const time = times[index] ?? Number.NaN
      if (!(time >= previous)) throw disorder(previous, time)
      if (time >= end) break
      previous = time
      counted += Number(!Number.isNaN(values[index] ?? Number.NaN))
    }
    // A bucket that is shorter than the next double after its time, or a time that is infinite, would hold nothing for ever.
    if (index === first) throw new RangeError(`No bucket of such a step holds the time ${times[first]}.`)
    if (counted === 0) continue
    starts[buckets] = grid.startOf(number)
    counts[buckets] = counted
    from[buckets] = first
    to[buckets++] = index
  }
  return {
    starts: starts.subarray(0, buckets),
    counts: counts.subarray(0, buckets),
    from: from.subarray(0, buckets),
    to: to.subarray(0, buckets),
  }
}

function disorder(before: number, time: number): RangeError {
  return new RangeError(`Times have to ascend, but ${time} comes after ${before}; orderSamples puts them in order.`)
}

/** The buckets with those between them that have no sample, from number `first` on. */
export function withEmptyBuckets(buckets: Buckets, grid: BucketGrid, first: number, total: number): Buckets {
  const all: Buckets = {
    starts: new Float64Array(total),
    counts: new Float64Array(total),
    from: new Int32Array(total),
    to: new Int32Array(total),
  }
  let next = 0
  for (let index = 0; index < total; index++) {
    const start = grid.startOf(first + index)
    all.starts[index] = start
    if (buckets.starts[next] === start) {
      all.counts[index] = buckets.counts[next] ?? 0
      all.from[index] = buckets.from[next] ?? 0
      all.to[index] = buckets.to[next++] ?? 0
    }
  }
  return all
}
