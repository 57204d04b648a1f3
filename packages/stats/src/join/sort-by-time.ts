import type { Samples } from '../samples.ts'

interface Columns {
  times: Float64Array
  values: Float64Array
}

/**
 * A copy in order of time, in which points of the same time stay as they came: a merge sort that begins with the runs that are
 * in order already, as series have them that were put together from parts. No time is NaN. O(n log r) with r runs.
 */
export function sortByTime(samples: Samples): Samples {
  let sorted: Columns = { times: samples.times.slice(), values: samples.values.slice() }
  let spare: Columns = { times: new Float64Array(sorted.times.length), values: new Float64Array(sorted.times.length) }
  let edges = edgesOfRuns(sorted.times)
  while (edges.length > 2) {
    const merged = [0]
    for (let run = 0; run + 1 < edges.length; run += 2) {
      const from = edges[run] ?? 0
      const middle = edges[run + 1] ?? from
      const to = edges[run + 2] ?? middle
      mergeRuns(sorted, spare, from, middle, to)
      merged.push(to)
    }
    ;[sorted, spare] = [spare, sorted]
    edges = merged
  }
  return sorted
}

/** Where each run of ascending times begins, and the end. */
function edgesOfRuns(times: Float64Array): number[] {
  const edges = [0]
  for (let index = 1; index < times.length; index++) {
    if ((times[index] ?? Number.NaN) < (times[index - 1] ?? Number.NaN)) edges.push(index)
  }
  edges.push(times.length)
  return edges
}

function mergeRuns(source: Columns, target: Columns, from: number, middle: number, to: number): void {
  let left = from
  let right = middle
  for (let place = from; place < to; place++) {
    const leftTime = source.times[left] ?? Number.NaN
    const isLeft = left < middle && (right >= to || leftTime <= (source.times[right] ?? Number.NaN))
    const taken = isLeft ? left++ : right++
    target.times[place] = source.times[taken] ?? Number.NaN
    target.values[place] = source.values[taken] ?? Number.NaN
  }
}
