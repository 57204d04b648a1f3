import type { Samples } from '../samples.ts'
import { type Column, p50 } from '../summary/summary.ts'

/** What can be counted with: the samples that are finite, and how many were not. */
export interface FiniteSamples extends Samples {
  /** Where each of them stands in the series they were taken from. */
  readonly indices: Int32Array
  readonly gaps: number
  readonly infinite: number
}

/** The finite samples of a series; gaps and infinities are counted. O(n). */
export function finiteSamples({ times, values }: Samples): FiniteSamples {
  const length = Math.min(times.length, values.length)
  const kept = { times: new Float64Array(length), values: new Float64Array(length), indices: new Int32Array(length) }
  let size = 0
  let infinite = 0
  for (let index = 0; index < length; index++) {
    const value = values[index] ?? Number.NaN
    if (Number.isFinite(value)) {
      kept.times[size] = times[index] ?? Number.NaN
      kept.values[size] = value
      kept.indices[size++] = index
    } else if (!Number.isNaN(value)) infinite++
  }
  return {
    times: kept.times.subarray(0, size),
    values: kept.values.subarray(0, size),
    indices: kept.indices.subarray(0, size),
    gaps: length - size - infinite,
    infinite,
  }
}

/** `2 gaps and 1 infinite sample were left out`; undefined where nothing was. */
export function describeDropped({ gaps, infinite }: Pick<FiniteSamples, 'gaps' | 'infinite'>): string | undefined {
  const parts = [
    ...(gaps > 0 ? [`${gaps} ${gaps === 1 ? 'gap' : 'gaps'}`] : []),
    ...(infinite > 0 ? [`${infinite} infinite ${infinite === 1 ? 'sample' : 'samples'}`] : []),
  ]
  return parts.length === 0 ? undefined : `${parts.join(' and ')} left out.`
}

/** Standard deviation of a column of finite samples, Σ(x − x̄)² / n; 0 where all are equal, NaN without any. */
export function standardDeviation(values: Column): number {
  let mean = 0
  let squares = 0
  let samples = 0
  for (const value of values) {
    samples++
    const away = value - mean
    mean += away / samples
    squares += away * (value - mean)
  }
  return samples === 0 ? Number.NaN : Math.sqrt(squares / samples)
}

/** The median step between times that differ; NaN with fewer than two. */
export function medianStep(times: Column): number {
  return p50(
    times
      .slice(1)
      .map((time, at) => time - (times[at] ?? Number.NaN))
      .filter((step) => step > 0),
  )
}
