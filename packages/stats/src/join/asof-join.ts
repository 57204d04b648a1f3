import type { Samples } from '../samples.ts'

/** Which sample of the right series answers for a time: the last one up to it, the first one from it on, or the nearer of both. */
export const asofDirections = ['backward', 'forward', 'nearest'] as const
export type AsofDirection = (typeof asofDirections)[number]

export interface AsofOptions {
  direction?: AsofDirection
  /** Seconds that the sample may be away; any number of them without it. */
  tolerance?: number
}

/** What the right series knew at each time of the left one. */
export interface AsofJoined {
  /** NaN where no sample is near enough. */
  values: Float64Array
  /** Index of that sample in the right series; -1 for none. */
  indices: Int32Array
  /** Times of the left series that found one. */
  matched: number
}

/**
 * Finds for each time of the left series the sample of the right one that was valid then. Times of both ascend; of several at one
 * time the last answers backward and the first forward, and what is as near on both sides is taken from before. Gaps (NaN) of the
 * right series answer for nothing. A tolerance below zero is a RangeError. O(n).
 */
export function asofJoin(left: Samples, right: Samples, options: AsofOptions = {}): AsofJoined {
  const { direction = 'backward', tolerance = Number.POSITIVE_INFINITY } = options
  if (!(tolerance >= 0)) throw new RangeError(`A sample may be some seconds away, not ${tolerance}.`)
  const joined = {
    values: new Float64Array(left.times.length),
    indices: new Int32Array(left.times.length),
    matched: 0,
  }
  if (direction === 'backward') return joinBackward(left.times, right, tolerance, joined)
  return joinAhead(left.times, right, { isNearest: direction === 'nearest', tolerance }, joined)
}

function joinBackward(times: Float64Array, right: Samples, tolerance: number, joined: AsofJoined): AsofJoined {
  let next = 0
  let latest = -1
  let latestTime = Number.NEGATIVE_INFINITY
  let latestValue = Number.NaN
  for (let row = 0; row < times.length; row++) {
    const time = times[row] ?? Number.NaN
    for (; (right.times[next] ?? Number.NaN) <= time; next++) {
      const value = right.values[next] ?? Number.NaN
      if (Number.isNaN(value)) continue
      latest = next
      latestTime = right.times[next] ?? Number.NaN
      latestValue = value
    }
    const isNear = time - latestTime <= tolerance && latest >= 0
    joined.values[row] = isNear ? latestValue : Number.NaN
    joined.indices[row] = isNear ? latest : -1
    joined.matched += Number(isNear)
  }
  return joined
}

function joinAhead(
  times: Float64Array,
  right: Samples,
  { isNearest, tolerance }: { isNearest: boolean; tolerance: number },
  joined: AsofJoined,
): AsofJoined {
  const end = right.times.length
  let before = -1
  let ahead = nextSample(right, 0)
  for (let row = 0; row < times.length; row++) {
    const time = times[row] ?? Number.NaN
    while (ahead < end && (right.times[ahead] ?? Number.NaN) < time) {
      before = ahead
      ahead = nextSample(right, ahead + 1)
    }
    const fromBefore = time - (right.times[before] ?? Number.NaN)
    const toAhead = (right.times[ahead] ?? Number.NaN) - time
    const isBefore = isNearest && before >= 0 && (ahead >= end || fromBefore <= toAhead)
    const found = isBefore ? before : ahead
    const isNear = (isBefore ? fromBefore : toAhead) <= tolerance
    joined.values[row] = isNear ? (right.values[found] ?? Number.NaN) : Number.NaN
    joined.indices[row] = isNear ? found : -1
    joined.matched += Number(isNear)
  }
  return joined
}

/** Index of the first sample from an index on that is no gap. */
function nextSample({ values }: Samples, from: number): number {
  let index = from
  while (index < values.length && Number.isNaN(values[index] ?? Number.NaN)) index++
  return index
}
