import { quantileInPlace } from './select.ts'
import type { Column } from './summary.ts'

/** What a row of a table says of a series; each as the function of its name in `summary.ts` gives it, NaN without a sample. */
export interface Figures {
  last: number
  mean: number
  min: number
  max: number
  p95: number
}

/** Series are described one after the other, so that one copy of samples serves them all; it keeps the room of the longest. */
let scratch = new Float64Array(512)

/** The figures of a column in one pass and without garbage, for whoever describes thousands. O(n). */
export function figuresOf(values: Column): Figures {
  if (values.length > scratch.length) scratch = new Float64Array(2 * values.length)
  let samples = 0
  let sum = 0
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN
    if (Number.isNaN(value)) continue
    scratch[samples++] = value
    sum += value
    if (value < min) min = value
    if (value > max) max = value
  }
  if (samples === 0) return { last: Number.NaN, mean: Number.NaN, min: Number.NaN, max: Number.NaN, p95: Number.NaN }
  const last = scratch[samples - 1] ?? Number.NaN
  // Most series of a fleet are a counter that stands still.
  const p95 = min === max ? min : quantileInPlace(scratch, 0.95, samples)
  return { last, mean: sum / samples, min, max, p95 }
}
