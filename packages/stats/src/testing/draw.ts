/** Numbers from 0 up to 1, the same ones for the same state (mulberry32). */
function drawFrom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Standard normal numbers, the same ones for the same seed (Box and Muller). */
export function createNoise(seed: number): () => number {
  return normalFrom(Math.imul(seed, 0x9e3779b1))
}

/** The same of a state as it is. */
export function normalFrom(state: number): () => number {
  const draw = drawFrom(state)
  return () => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw())
}

/** Neighbours that resemble each other: xₜ = φ·xₜ₋₁ + noise. */
export function autoregressive(length: number, phi: number, seed: number): Float64Array {
  const noise = createNoise(seed)
  let previous = 0
  return new Float64Array(length).map(() => {
    previous = phi * previous + noise()
    return previous
  })
}

/** Samples every `step` seconds. */
export function samplesEvery(step: number, values: ArrayLike<number>): { times: Float64Array; values: Float64Array } {
  return {
    times: Float64Array.from(values, (_, index) => 1_790_000_000 + index * step),
    values: Float64Array.from(values),
  }
}
