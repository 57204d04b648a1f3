import type { Samples } from '../samples.ts'
import { sortByTime } from './sort-by-time.ts'

/** Which value stands for a time that came more than once. */
export const duplicateWays = ['last', 'first', 'mean', 'sum', 'max', 'min'] as const
export type DuplicateHow = (typeof duplicateWays)[number]

/** A series with times that strictly ascend, and what had to be done for it. */
export interface Ordered {
  samples: Samples
  /** Points that came after one of a later time. */
  reordered: number
  /** Points that shared their time with an earlier one, and became one with it. */
  merged: number
  /** Points without a time: where it was NaN or infinite. */
  dropped: number
}

/**
 * Puts points in order of time and makes one of those at the same time; `last` and `first` mean as they came. A gap among these
 * counts for nothing. A series that ascends strictly is answered as it is. Columns of different length are a RangeError.
 * O(n) where the points are in order, O(n log r) with r runs that are.
 */
export function orderSamples(samples: Samples, { duplicates = 'last' }: { duplicates?: DuplicateHow } = {}): Ordered {
  if (samples.times.length !== samples.values.length) {
    throw new RangeError(`A series of ${samples.times.length} times cannot have ${samples.values.length} values.`)
  }
  const { reordered, repeated, dropped } = disorderOf(samples.times)
  if (reordered === 0 && !repeated && dropped === 0) return { samples, reordered, merged: 0, dropped }
  const timed = dropped === 0 ? samples : withTimes(samples, dropped)
  const sorted = reordered === 0 ? timed : sortByTime(timed)
  const distinct = mergeEqualTimes(sorted, duplicates)
  return { samples: distinct, reordered, merged: sorted.times.length - distinct.times.length, dropped }
}

function disorderOf(times: Float64Array): { reordered: number; repeated: boolean; dropped: number } {
  let latest = Number.NEGATIVE_INFINITY
  let reordered = 0
  let dropped = 0
  let repeated = false
  for (let index = 0; index < times.length; index++) {
    const time = times[index] ?? Number.NaN
    if (!Number.isFinite(time)) dropped++
    else if (time > latest) latest = time
    else if (time === latest) repeated = true
    else reordered++
  }
  return { reordered, repeated, dropped }
}

function withTimes({ times, values }: Samples, dropped: number): Samples {
  const kept = { times: new Float64Array(times.length - dropped), values: new Float64Array(times.length - dropped) }
  let length = 0
  for (let index = 0; index < times.length; index++) {
    const time = times[index] ?? Number.NaN
    if (!Number.isFinite(time)) continue
    kept.times[length] = time
    kept.values[length++] = values[index] ?? Number.NaN
  }
  return kept
}

/** Neighbours of the same time become one. */
function mergeEqualTimes({ times, values }: Samples, duplicates: DuplicateHow): Samples {
  const merged = { times: new Float64Array(times.length), values: new Float64Array(times.length) }
  let rows = 0
  for (let from = 0; from < times.length; ) {
    const time = times[from] ?? Number.NaN
    let to = from + 1
    while (times[to] === time) to++
    merged.times[rows] = time
    merged.values[rows++] = to === from + 1 ? (values[from] ?? Number.NaN) : oneOf(values, from, to, duplicates)
    from = to
  }
  return { times: merged.times.subarray(0, rows), values: merged.values.subarray(0, rows) }
}

function oneOf(values: Float64Array, from: number, to: number, duplicates: DuplicateHow): number {
  let answer = Number.NaN
  let samples = 0
  for (let index = from; index < to; index++) {
    const value = values[index] ?? Number.NaN
    if (Number.isNaN(value)) continue
    answer = samples === 0 ? value : combine[duplicates](answer, value)
    samples++
  }
  return duplicates === 'mean' ? answer / samples : answer
}

const add = (sum: number, value: number) => sum + value

const combine: Record<DuplicateHow, (before: number, value: number) => number> = {
  last: (_, value) => value,
  first: (before) => before,
  mean: add,
  sum: add,
  max: Math.max,
  min: Math.min,
}
