import type { Samples } from '../samples.ts'
import type { Column } from '../summary/summary.ts'

/**
 * How much a counter grew from its first sample to its last: Σ of the steps between neighbouring samples, where a step
 * down is a restart from zero and adds the new value whole. Nothing is extrapolated to the window's edges, unlike
 * PromQL's `increase`, so the answer is what was counted. A gap adds the growth across it; growth that a restart within
 * the gap hid is lost. NaN with fewer than two samples.
 */
export function increase(values: Column): number {
  let previous = Number.NaN
  let grown = 0
  let samples = 0
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN
    if (Number.isNaN(value)) continue
    if (samples > 0) grown += growth(previous, value)
    previous = value
    samples++
  }
  return samples < 2 ? Number.NaN : grown
}

/** `increase` per second between the first and the last sample; NaN with fewer than two, or where no time passed. */
export function rate({ times, values }: Samples): number {
  let first = Number.NaN
  let last = Number.NaN
  for (let index = 0; index < values.length; index++) {
    if (Number.isNaN(values[index] ?? Number.NaN)) continue
    last = times[index] ?? Number.NaN
    if (Number.isNaN(first)) first = last
  }
  return last > first ? increase(values) / (last - first) : Number.NaN
}

/** What a counter grew by at each sample since the one before; NaN at the first one and at gaps. */
export function increases({ values }: Samples): Float64Array {
  return steps(values, (index, before) => growth(values[before] ?? Number.NaN, values[index] ?? Number.NaN))
}

/** Growth per second at each sample since the one before; NaN at the first one, at gaps, and where no time passed. */
export function rates({ times, values }: Samples): Float64Array {
  return steps(values, (index, before) => {
    const seconds = (times[index] ?? Number.NaN) - (times[before] ?? Number.NaN)
    if (!(seconds > 0)) return Number.NaN
    return growth(values[before] ?? Number.NaN, values[index] ?? Number.NaN) / seconds
  })
}

/** What a counter grew by, and how fast, over the time before each sample. */
export interface MovingRates {
  increase: Float64Array
  /** Per second between the first and the last sample of the window, so that nothing is extrapolated. */
  rate: Float64Array
}

/**
 * Growth over the samples from (t − seconds, t] at each sample's time t; NaN where fewer than two are in it, and at gaps.
 * Infinities are gaps here. A width that is not above zero is a RangeError. O(n).
 */
export function movingRates({ times, values }: Samples, seconds: number): MovingRates {
  if (!(seconds > 0)) throw new RangeError(`A rate is taken over some seconds, not ${seconds}.`)
  const moving = { increase: new Float64Array(values.length), rate: new Float64Array(values.length) }
  // Growth since the begin of the series, of which a window takes the difference.
  const grown = new Float64Array(values.length)
  let total = 0
  let latest = -1
  let first = 0
  for (let index = 0; index < values.length; index++) {
    moving.increase[index] = moving.rate[index] = Number.NaN
    const value = values[index] ?? Number.NaN
    if (!Number.isFinite(value)) continue
    if (latest >= 0) total += growth(values[latest] ?? Number.NaN, value)
    grown[index] = total
    latest = index
    const time = times[index] ?? Number.NaN
    while (time - (times[first] ?? Number.NaN) >= seconds || !Number.isFinite(values[first] ?? Number.NaN)) first++
    const passed = time - (times[first] ?? Number.NaN)
    if (first === index) continue
    const growthWithin = total - (grown[first] ?? Number.NaN)
    moving.increase[index] = growthWithin
    if (passed > 0) moving.rate[index] = growthWithin / passed
  }
  return moving
}

/** What a counter grew by from one sample to the next; one that fell began again from zero. */
export function growth(previous: number, value: number): number {
  return value < previous ? value : value - previous
}

function steps(values: Column, step: (index: number, before: number) => number): Float64Array {
  const answers = new Float64Array(values.length).fill(Number.NaN)
  let before = -1
  for (let index = 0; index < values.length; index++) {
    if (Number.isNaN(values[index] ?? Number.NaN)) continue
    if (before >= 0) answers[index] = step(index, before)
    before = index
  }
  return answers
}
