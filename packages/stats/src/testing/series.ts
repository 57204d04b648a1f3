import { normalFrom } from './draw.ts'

/** Standard normal draws of a seed (Box and Muller). */
export function seededNormal(seed: number): () => number {
  return normalFrom(seed)
}

/** A series of regular steps from a Wednesday at midnight UTC on. */
export function regularSeries(size: number, step: number, valueAt: (index: number, time: number) => number) {
  const times = Float64Array.from({ length: size }, (_, index) => 1_756_857_600 + index * step)
  return { times, values: times.map((time, index) => valueAt(index, time)) }
}
