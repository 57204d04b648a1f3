import type { Samples } from '../samples.ts'
import { type JoinHow, joinTimes } from './join-times.ts'
import type { Joined } from './join-two.ts'

/**
 * Joins any number of series where their times are equal: at all times of any (`outer`), at those that all have (`inner`), or at
 * those of the first (`left`) or the last one (`right`). Times ascend, each there once. Series on the same times are not copied:
 * their columns are answered as they are. O(n log k) for n samples of k series.
 */
export function joinMany(series: readonly Samples[], how: JoinHow): Joined {
  const times = timesOf(
    series.map((each) => each.times),
    how,
  )
  return { times, columns: series.map((samples) => columnAt(times, samples)) }
}

function timesOf(all: readonly Float64Array[], how: JoinHow): Float64Array {
  const none = new Float64Array(0)
  if (how === 'left') return all[0] ?? none
  if (how === 'right') return all.at(-1) ?? none
  if (all.length <= 1) return all[0] ?? none
  // Halves, so that no time is gone over more than log k times.
  const half = all.length >>> 1
  const left = timesOf(all.slice(0, half), how)
  const right = timesOf(all.slice(half), how)
  return areEqual(left, right) ? left : joinTimes(left, right, how).times
}

function columnAt(times: Float64Array, samples: Samples): Float64Array {
  if (areEqual(times, samples.times)) return samples.values
  const column = new Float64Array(times.length).fill(Number.NaN)
  let index = 0
  for (let row = 0; row < times.length; row++) {
    const time = times[row] ?? Number.NaN
    while ((samples.times[index] ?? Number.NaN) < time) index++
    if (samples.times[index] === time) column[row] = samples.values[index++] ?? Number.NaN
  }
  return column
}

function areEqual(left: Float64Array, right: Float64Array): boolean {
  if (left === right) return true
  if (left.length !== right.length) return false
  for (let index = 0; index < left.length; index++) if (left[index] !== right[index]) return false
  return true
}
