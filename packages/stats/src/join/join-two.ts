import type { Samples } from '../samples.ts'
import type { JoinHow } from './join-times.ts'

/** Columns that share their times. */
export interface Joined {
  times: Float64Array
  /** One for each series, in the order they were given; NaN where it has no sample at a time. */
  columns: readonly Float64Array[]
}

/** All times of either series. Both ascend; of a time that is there more than once see `joinTimes`. O(n). */
export function outerJoin(left: Samples, right: Samples): Joined {
  return joinTwo(left, right, 'outer')
}

/** The times that both series have. */
export function innerJoin(left: Samples, right: Samples): Joined {
  return joinTwo(left, right, 'inner')
}

/** The times of the left series. */
export function leftJoin(left: Samples, right: Samples): Joined {
  return joinTwo(left, right, 'left')
}

/** The times of the right series. */
export function rightJoin(left: Samples, right: Samples): Joined {
  return joinTwo(left, right, 'right')
}

/** Merges values as it meets times, which is twice as fast as `joinTimes` and `take`. */
function joinTwo(left: Samples, right: Samples, how: JoinHow): Joined {
  const keepsLeft = how === 'outer' || how === 'left'
  const keepsRight = how === 'outer' || how === 'right'
  const [leftLength, rightLength] = [left.times.length, right.times.length]
  const rows = createRows(
    (keepsLeft ? leftLength : 0) + (keepsRight ? rightLength : 0) || Math.min(leftLength, rightLength),
  )
  let row = 0
  let leftIndex = 0
  let rightIndex = 0
  while (leftIndex < leftLength && rightIndex < rightLength) {
    const leftTime = left.times[leftIndex] ?? Number.NaN
    const rightTime = right.times[rightIndex] ?? Number.NaN
    if (leftTime === rightTime) {
      rows.times[row] = leftTime
      rows.left[row] = left.values[leftIndex++] ?? Number.NaN
      rows.right[row++] = right.values[rightIndex++] ?? Number.NaN
    } else if (leftTime < rightTime) {
      if (keepsLeft) {
        rows.times[row] = leftTime
        rows.right[row] = Number.NaN
        rows.left[row++] = left.values[leftIndex] ?? Number.NaN
      }
      leftIndex++
    } else if (rightTime < leftTime) {
      if (keepsRight) {
        rows.times[row] = rightTime
        rows.left[row] = Number.NaN
        rows.right[row++] = right.values[rightIndex] ?? Number.NaN
      }
      rightIndex++
    } else throw new RangeError('A time to join at is NaN; orderSamples drops such points.')
  }
  if (keepsLeft) row = addRest(left, leftIndex, rows.times, rows.left, rows.right, row)
  if (keepsRight) row = addRest(right, rightIndex, rows.times, rows.right, rows.left, row)
  return { times: rows.times.subarray(0, row), columns: [rows.left.subarray(0, row), rows.right.subarray(0, row)] }
}

function createRows(most: number) {
  return { times: new Float64Array(most), left: new Float64Array(most), right: new Float64Array(most) }
}

/** Adds what one side has left when the other has nothing more; answers the number of rows. */
function addRest(
  { times, values }: Samples,
  from: number,
  rowTimes: Float64Array,
  own: Float64Array,
  other: Float64Array,
  row: number,
): number {
  rowTimes.set(times.subarray(from), row)
  own.set(values.subarray(from), row)
  const end = row + times.length - from
  other.fill(Number.NaN, row, end)
  return end
}
