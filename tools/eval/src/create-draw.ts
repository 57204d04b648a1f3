/** Numbers from 0 up to 1, the same ones for the same text. */
export function createDraw(seed: string): () => number {
  let state = 0
  for (const character of seed) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x9e3779b1)
  return drawFrom(state)
}

/** The same of a state: mulberry32. */
export function drawFrom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
