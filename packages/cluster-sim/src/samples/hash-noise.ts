/*
 * Noise that is looked up instead of drawn: it depends on whose it is and on its number alone, so that samples come out
 * the same in whatever order they are asked for.
 */

/** 32 bits of a text. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return mix(hash)
}

/** From 0 to 1, which is excluded; every value is as likely. */
export function uniformNoise(hash: number, index: number): number {
  return (bitsAt(hash, index) >>> 0) / 2 ** 32
}

/** About normal with mean 0 and deviation 1, and never beyond ±√12: the sum of four even ones. */
export function normalNoise(hash: number, index: number): number {
  const first = bitsAt(hash, index)
  const second = mix(first ^ 0x5bd1e995)
  const sum = (first & 0xffff) + (first >>> 16) + (second & 0xffff) + (second >>> 16)
  return (sum / 0xffff - 2) * Math.sqrt(3)
}

function bitsAt(hash: number, index: number): number {
  return mix(hash ^ Math.imul(index, 0x9e3779b9))
}

/** MurmurHash3's last step: one bit that differs changes half of all. */
function mix(bits: number): number {
  let mixed = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}
