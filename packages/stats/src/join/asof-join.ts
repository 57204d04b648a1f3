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
  if (direction === 'backward') return joinBackward(left.times, right, tolerance)
  return joinAhead(left.times, right, tolerance, direction === 'nearest')
}

function joinBackward(times: Float64Array, right: Samples, tolerance: number): AsofJoined {
  const { times: rightTimes, values: rightValues } = right
  const values = new Float64Array(times.length)
  const end = rightTimes.length
  let matched = 0
  let next = 0
  let latestTime = Number.NaN
  let latestValue = Number.NaN
  for (let row = 0; row < times.length; row++) {
    const time = times[row] ?? Number.NaN
    while (next < end && (rightTimes[next] ?? Number.NaN) <= time) {
      const value = rightValues[next] ?? Number.NaN
      if (!Number.isNaN(value)) {
        latestTime = rightTimes[next] ?? Number.NaN
        latestValue = value
      }
      next++
    }
    if (time - latestTime <= tolerance) {
      values[row] = latestValue
      matched++
    } else {
      values[row] = Number.NaN
    }
  }
  return { values, matched }
}

function joinAhead(times: Float64Array, right: Samples, tolerance: number, isNearest: boolean): AsofJoined {
  const { times: rightTimes, values: rightValues } = right
  const values = new Float64Array(times.length)
  const end = rightTimes.length
  let matched = 0
  let before = -1
  let ahead = nextSample(rightValues, 0)
  for (let row = 0; row < times.length; row++) {
    const time = times[row] ?? Number.NaN
    while (ahead < end && (rightTimes[ahead] ?? Number.NaN) < time) {
      before = ahead
      ahead = nextSample(rightValues, ahead + 1)
    }
    const fromBefore = before < 0 ? Number.NaN : time - (rightTimes[before] ?? Number.NaN)
    const toAhead = ahead < end ? (rightTimes[ahead] ?? Number.NaN) - time : Number.NaN
    // A side that has no sample is NaN away, which is neither nearer than the other nor near enough.
    const isBefore = isNearest && !(toAhead < fromBefore) && before >= 0
    if ((isBefore ? fromBefore : toAhead) <= tolerance) {
      const found = isBefore ? before : ahead
      values[row] = rightValues[found] ?? Number.NaN
      matched++
    } else {
      values[row] = Number.NaN
    }
  }
  return { values, matched }
}

/** Index of the first sample from an index on that is no gap. */
function nextSample(values: Float64Array, from: number): number {
  let index = from
  while (index < values.length && Number.isNaN(values[index] ?? Number.NaN)) index++
  return index
}
