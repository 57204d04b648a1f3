import type { Samples } from '@ocp-perf/stats'

/**
 * At most `most` points of a series, its first and last and the lowest and highest of each part of it among them, so that
 * no spike is lost. A series that is short enough comes back as it is. NaN points are left out of what is thinned.
 *
 * Jugel et al. (2014), M4: a visualization-oriented time series data aggregation, PVLDB 7(10), 797–808.
 */
export function thin({ times, values }: Samples, most: number): Samples {
  if (times.length <= most) return { times, values }
  const parts = Math.max(1, Math.floor((most - 2) / 2))
  const kept = new Set([0, times.length - 1])
  for (let part = 0; part < parts; part++) {
    const from = Math.floor((part * times.length) / parts)
    const to = Math.floor(((part + 1) * times.length) / parts)
    for (const index of extremesOf(values, from, to)) kept.add(index)
  }
  const indices = [...kept].sort((a, b) => a - b)
  return {
    times: Float64Array.from(indices, (index) => times[index] ?? Number.NaN),
    values: Float64Array.from(indices, (index) => values[index] ?? Number.NaN),
  }
}

function extremesOf(values: Float64Array, from: number, to: number): number[] {
  let low = -1
  let high = -1
  for (let index = from; index < to; index++) {
    const value = values[index] ?? Number.NaN
    if (Number.isNaN(value)) continue
    if (low < 0 || value < (values[low] ?? Number.NaN)) low = index
    if (high < 0 || value > (values[high] ?? Number.NaN)) high = index
  }
  return low < 0 ? [] : [low, high]
}
