import { medianStep } from '../change/finite-samples.ts'
import type { Samples } from '../samples.ts'
import type { Column } from '../summary/summary.ts'

const day = 86_400

/** A series on an even step, without holes. */
export interface Grid {
  /** Seconds from one value to the next. */
  step: number
  /** Time of the first value. */
  start: number
  values: Column
  /** Values that no sample stands behind, taken from the line between their neighbours. */
  filled: number
}

/**
 * Finite samples on an even step: the mean of those in each step, and straight lines across steps without any. The step is the
 * median one of the samples, or a whole multiple of it where there would be more than `most` values. O(n).
 */
export function toGrid({ times, values }: Samples, most: number): Grid {
  const start = times[0] ?? Number.NaN
  const span = (times[times.length - 1] ?? Number.NaN) - start
  const step = coarser(wholeSeconds(medianStep(times)), span / most)
  const length = Number.isFinite(span / step) ? Math.round(span / step) + 1 : times.length
  const sums = new Float64Array(length)
  const counts = new Int32Array(length)
  for (let at = 0; at < times.length; at++) {
    const slot = length === 1 ? 0 : Math.round(((times[at] ?? Number.NaN) - start) / step)
    sums[slot] = (sums[slot] ?? 0) + (values[at] ?? Number.NaN)
    counts[slot] = (counts[slot] ?? 0) + 1
  }
  const even = sums.map((sum, slot) => sum / (counts[slot] ?? 0))
  return { step, start, ...fillHoles(even) }
}

/** Scrapes come some milliseconds early or late. */
function wholeSeconds(step: number): number {
  const whole = Math.round(step)
  return Math.abs(step - whole) <= 0.01 * whole ? whole : step
}

/** The least multiple of a step that is at least so long; one that divides a day where the step itself does. */
function coarser(step: number, least: number): number {
  const times = Math.max(1, Math.ceil(least / step))
  if (day % step !== 0 || times * step > day) return times * step
  let multiple = times
  while (day % (multiple * step) !== 0) multiple++
  return multiple * step
}

/** First and last value are never holes, as a sample stands at either end. */
function fillHoles(values: Column): { values: Column; filled: number } {
  const whole = values.slice()
  let filled = 0
  let last = 0
  for (let at = 1; at < values.length; at++) {
    const value = values[at] ?? Number.NaN
    if (Number.isNaN(value)) continue
    const before = values[last] ?? Number.NaN
    for (let hole = last + 1; hole < at; hole++, filled++) {
      whole[hole] = before + ((value - before) * (hole - last)) / (at - last)
    }
    last = at
  }
  return { values: whole, filled }
}
