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
