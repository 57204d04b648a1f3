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
  const { times: leftTimes, values: leftValues } = left
  const { times: rightTimes, values: rightValues } = right
  const most = mostRows(leftTimes.length, rightTimes.length, how)
  const times = new Float64Array(most)
  const leftColumn = new Float64Array(most)
  const rightColumn = new Float64Array(most)
  let row = 0
  let leftIndex = 0
  let rightIndex = 0
  while (leftIndex < leftTimes.length && rightIndex < rightTimes.length) {
    const leftTime = leftTimes[leftIndex] ?? Number.NaN
    const rightTime = rightTimes[rightIndex] ?? Number.NaN
    if (leftTime < rightTime) {
      if (keepsLeft) {
        times[row] = leftTime
        rightColumn[row] = Number.NaN
        leftColumn[row++] = leftValues[leftIndex] ?? Number.NaN
      }
      leftIndex++
    } else if (rightTime < leftTime) {
      if (keepsRight) {
        times[row] = rightTime
        leftColumn[row] = Number.NaN
        rightColumn[row++] = rightValues[rightIndex] ?? Number.NaN
      }
      rightIndex++
    } else if (leftTime === rightTime) {
      times[row] = leftTime
      leftColumn[row] = leftValues[leftIndex++] ?? Number.NaN
      rightColumn[row++] = rightValues[rightIndex++] ?? Number.NaN
    } else throw new RangeError('A time to join at is NaN; orderSamples drops such points.')
  }
  if (keepsLeft) row = addRest(left, leftIndex, times, leftColumn, rightColumn, row)
  if (keepsRight) row = addRest(right, rightIndex, times, rightColumn, leftColumn, row)
  return { times: times.subarray(0, row), columns: [leftColumn.subarray(0, row), rightColumn.subarray(0, row)] }
}

function mostRows(left: number, right: number, how: JoinHow): number {
  return { outer: left + right, inner: Math.min(left, right), left, right }[how]
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
