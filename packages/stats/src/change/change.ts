import type { Column } from '../summary/summary.ts'

/**
 * Least-squares slope per second: Σ(t − t̄)(x − x̄) / Σ(t − t̄)² over the samples, so gaps need no filling. NaN with
 * fewer than two samples at different times, or where a sample is infinite.
 */
export function slope(times: Column, values: Column): number {
  const samples = Math.min(times.length, values.length)
  let used = 0
  let meanTime = 0
  let meanValue = 0
  let spread = 0
  let joint = 0
  // Unix times are large beside the window, so that they are counted from its begin; Welford's running means do the rest.
  const origin = times.find((time) => !Number.isNaN(time)) ?? 0
  for (let index = 0; index < samples; index++) {
    const value = values[index] ?? Number.NaN
    const time = (times[index] ?? Number.NaN) - origin
    if (Number.isNaN(value) || Number.isNaN(time)) continue
    used++
    const away = time - meanTime
    meanTime += away / used
    meanValue += (value - meanValue) / used
    spread += away * (time - meanTime)
    joint += away * (value - meanValue)
  }
  if (used < 2 || spread === 0 || !Number.isFinite(joint)) return Number.NaN
  return joint / spread
}

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
  for (const value of values) {
    if (Number.isNaN(value)) continue
    if (samples > 0) grown += value < previous ? value : value - previous
    previous = value
    samples++
  }
  return samples < 2 ? Number.NaN : grown
}
