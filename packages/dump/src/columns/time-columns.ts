/** Keeps each column of times once: the series of one scrape have the same. */
export interface TimeColumns {
  /** The column with these times; it is shared and must not be written to. `times` is not kept. */
  intern(times: Float64Array, length: number): Float64Array
}

// Series whose columns collide are compared; more than these with one hash are not worth it.
const mostCandidates = 8

export function createTimeColumns(): TimeColumns {
  const columns = new Map<number, Float64Array[]>()
  let before: Float64Array = new Float64Array(0)
  return {
    intern(times, length) {
      // Series of one scrape mostly come one after another.
      if (equals(before, times, length)) return before
      const hash = hashOf(times, length)
      const candidates = columns.get(hash) ?? []
      const known = candidates.find((candidate) => equals(candidate, times, length))
      before = known ?? times.slice(0, length)
      if (known === undefined) columns.set(hash, [before, ...candidates].slice(0, mostCandidates))
      return before
    },
  }
}

function equals(column: Float64Array, times: Float64Array, length: number): boolean {
  if (column.length !== length) return false
  for (let index = 0; index < length; index++) if (column[index] !== times[index]) return false
  return true
}

function hashOf(times: Float64Array, length: number): number {
  const words = new Int32Array(times.buffer, times.byteOffset, length * 2)
  let hash = length
  for (let index = 0; index < words.length; index++) {
    hash = Math.imul(hash ^ (words[index] ?? 0), 0x5bd1e995)
    hash ^= hash >>> 15
  }
  return hash
}
