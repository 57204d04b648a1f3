/*
 * Prometheus marks the end of a series by one particular NaN. Its bits are written and compared as integers, because an
 * engine may change the bits of a NaN that passes through a number.
 */

const staleHigh = 0x7ff00000
const staleLow = 0x00000002

// Platforms that Node runs on are little-endian; a big-endian one would have the halves the other way round.
const lowFirst = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1

/** Whether the value at `index` is a staleness marker. */
export function isStale(values: Float64Array, index: number): boolean {
  if (!Number.isNaN(values[index])) return false
  const halves = halvesOf(values)
  return halves[2 * index + (lowFirst ? 0 : 1)] === staleLow && halves[2 * index + (lowFirst ? 1 : 0)] === staleHigh
}

/** Makes the value at `index` a staleness marker. Copies made with `set`, `slice` and `subarray` keep it one. */
export function markStale(values: Float64Array, index: number): void {
  const halves = halvesOf(values)
  halves[2 * index + (lowFirst ? 0 : 1)] = staleLow
  halves[2 * index + (lowFirst ? 1 : 0)] = staleHigh
}

function halvesOf(values: Float64Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, values.length * 2)
}

/** The index of the first staleness marker from `from` to `to` (excluded); -1 where there is none. */
export function firstStale(values: Float64Array, from: number, to: number): number {
  let halves: Uint32Array | undefined
  for (let index = from; index < to; index++) {
    const value = values[index]
    // biome-ignore lint/suspicious/noSelfCompare: only NaN differs from itself, and this loop reads every sample.
    if (value === value) continue
    halves ??= halvesOf(values)
    if (halves[2 * index + (lowFirst ? 0 : 1)] === staleLow && halves[2 * index + (lowFirst ? 1 : 0)] === staleHigh) {
      return index
    }
  }
  return -1
}
