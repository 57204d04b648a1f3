import { p50 } from './summary.ts'

/** What a column of samples looks like, for whoever has to choose how to read it. */
export interface Character {
  /**
   * `empty`: no sample. `constant`: one value. `two_valued`: no more than two, as a state has. `counter`: only grows, but for
   * resets. `varying`: anything else.
   */
  kind: 'empty' | 'constant' | 'two_valued' | 'counter' | 'varying'
  /** Falls of what otherwise only grows; 0 for what is no counter. */
  resets: number
  /** Seconds between neighbouring samples, as the median has it; NaN with fewer than two. */
  spacing: number
  /** The longest time without a sample, seconds, and when it began; NaN with fewer than two samples. */
  longestGap: number
  longestGapStart: number
}

/** So few samples may rise by chance. */
const fewestOfCounter = 10
/** Of what only grows, hardly any step is a fall, and a fall goes to almost nothing: a process began anew. */
const mostResets = 0.05
const resetTo = 0.5

/** Looks at samples in the order of their times; a NaN is no sample. O(n log n), for the median of the spacing. */
export function characterOf({ times, values }: { times: Float64Array; values: Float64Array }): Character {
  const distinct = new Set<number>()
  const spacings: number[] = []
  let falls = 0
  let deepFalls = 0
  let rises = 0
  let samples = 0
  let longestGap = Number.NaN
  let longestGapStart = Number.NaN
  let previousTime = Number.NaN
  let previous = Number.NaN
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN
    const time = times[index] ?? Number.NaN
    if (Number.isNaN(value)) continue
    samples++
    if (distinct.size <= 2) distinct.add(value)
    if (samples > 1) {
      const gap = time - previousTime
      spacings.push(gap)
      if (!(gap <= longestGap)) {
        longestGap = gap
        longestGapStart = previousTime
      }
      if (value > previous) rises++
      if (value < previous) falls++
      if (value < previous && value <= resetTo * previous && value >= 0) deepFalls++
    }
    previous = value
    previousTime = time
  }
  const isCounter = samples >= fewestOfCounter && rises > 0 && falls === deepFalls && falls <= mostResets * samples
  const kind =
    samples === 0
      ? 'empty'
      : distinct.size === 1
        ? 'constant'
        : isCounter
          ? 'counter'
          : distinct.size === 2
            ? 'two_valued'
            : 'varying'
  return { kind, resets: isCounter ? falls : 0, spacing: p50(Float64Array.from(spacings)), longestGap, longestGapStart }
}
