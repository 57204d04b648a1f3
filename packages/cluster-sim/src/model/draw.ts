import { hashOf, uniformNoise } from '../samples/hash-noise.ts'

/** A number from 0 up to 1 that belongs to these words: chance that can be repeated. */
export function drawOf(...words: readonly (string | number)[]): number {
  return uniformNoise(hashOf(words.join('\n')), 0)
}

/** One of several, drawn by words. Throws where there is none. */
export function pickOf<T>(list: readonly T[], ...words: readonly (string | number)[]): T {
  const picked = list[Math.floor(drawOf(...words) * list.length)]
  if (picked === undefined) throw new RangeError('There is nothing to pick from.')
  return picked
}
