/** Numbers from 0 up to 1 that are the same for the same seed (mulberry32). */
function seededUniform(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Standard normal draws of a seed (Box and Muller). */
export function seededNormal(seed: number): () => number {
  const uniform = seededUniform(seed)
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
}

/** A series of regular steps from a Wednesday at midnight UTC on. */
export function regularSeries(size: number, step: number, valueAt: (index: number, time: number) => number) {
  const times = Float64Array.from({ length: size }, (_, index) => 1_756_857_600 + index * step)
  return { times, values: times.map((time, index) => valueAt(index, time)) }
}
