import type { TimeSpan } from './sample-store.ts'

// Scrapes of different targets can begin, end and count alike; more candidates than these are not worth comparing.
const candidatesPerKey = 8

/**
 * Series of one scrape have equal times: each is given the first such column, which halves what their samples take.
 * Columns are compared, so that nothing is shared that differs.
 */
export function createColumnSharing(): (times: Float64Array) => Float64Array {
  const seen = new Map<string, Float64Array[]>()
  return (times) => {
    const key = `${times.length},${times[0]},${times.at(-1)}`
    const candidates = seen.get(key) ?? []
    const equal = candidates.find((candidate) => candidate === times || sameTimes(candidate, times))
    if (equal !== undefined) return equal
    seen.set(key, [times, ...candidates].slice(0, candidatesPerKey))
    return times
  }
}

function sameTimes(a: Float64Array, b: Float64Array): boolean {
  if (a.length !== b.length) return false
  for (let index = 0; index < a.length; index += 1) {
    if (a[index] !== b[index]) return false
  }
  return true
}

/** Part of a column: from `from` to `to`, which is excluded. */
export interface Part {
  from: number
  to: number
}

/** The part of an ascending column that lies in a span, whose both ends belong to it. */
export function partWithin(times: Float64Array, { from, to }: TimeSpan): Part {
  const first = firstIndexFrom(times, from, false)
  return { from: first, to: Math.max(first, firstIndexFrom(times, to, true)) }
}

/** The index of the first time that is at least `limit` (`open`: beyond it); the length if there is none. Times ascend. */
export function firstIndexFrom(times: Float64Array, limit: number, open: boolean): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const time = times[middle] ?? Number.NaN
    if (open ? time <= limit : time < limit) low = middle + 1
    else high = middle
  }
  return low
}
