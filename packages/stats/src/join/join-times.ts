/** Times at which to join columns, and where they stand in each. */
export interface JoinedTimes {
  times: Float64Array
  /** Index in the left times; -1 for none. */
  left: Int32Array
  /** Index in the right times; -1 for none. */
  right: Int32Array
}

/** Which times are kept: those of either side, of both, of the left or of the right one. */
export const joinWays = ['outer', 'inner', 'left', 'right'] as const
export type JoinHow = (typeof joinWays)[number]

/**
 * Meets two columns of ascending times where they are equal. Of a time that a side has more than once each is met with one of the
 * other, in order, and the rest stand alone: put samples in order first, since those that are not give no sensible answer. A NaN
 * for a time is a RangeError. O(n).
 */
export function joinTimes(left: Float64Array, right: Float64Array, how: JoinHow): JoinedTimes {
  const most = left.length + right.length
  const joined = { times: new Float64Array(most), left: new Int32Array(most), right: new Int32Array(most) }
  const keepsLeft = how === 'outer' || how === 'left'
  const keepsRight = how === 'outer' || how === 'right'
  let rows = 0
  let leftIndex = 0
  let rightIndex = 0
  while (leftIndex < left.length || rightIndex < right.length) {
    const leftTime = left[leftIndex] ?? Number.POSITIVE_INFINITY
    const rightTime = right[rightIndex] ?? Number.POSITIVE_INFINITY
    const isLeft = leftTime <= rightTime
    const isRight = rightTime <= leftTime
    if (!(isLeft || isRight)) throw new RangeError('A time to join at is NaN; orderSamples drops such points.')
    joined.times[rows] = isLeft ? leftTime : rightTime
    joined.left[rows] = isLeft ? leftIndex++ : -1
    joined.right[rows] = isRight ? rightIndex++ : -1
    if ((isLeft && isRight) || (isLeft ? keepsLeft : keepsRight)) rows++
  }
  return {
    times: joined.times.subarray(0, rows),
    left: joined.left.subarray(0, rows),
    right: joined.right.subarray(0, rows),
  }
}

/** The values at indices of a column; NaN for -1. */
export function take(column: Float64Array, indices: Int32Array): Float64Array {
  const taken = new Float64Array(indices.length)
  for (let row = 0; row < indices.length; row++) {
    const index = indices[row] ?? -1
    taken[row] = index < 0 ? Number.NaN : (column[index] ?? Number.NaN)
  }
  return taken
}
