import { type Labels, labelsKey } from '@ocp-perf/promql'

interface Answer {
  labels: Labels
  times: Float64Array
  values: Float64Array
}

// Sums over many series are added up in another order there.
const tolerance = 1e-9

/** What two answers differ in, in words; undefined where they are the same. */
export function differenceOf(ours: readonly Answer[], theirs: readonly Answer[]): string | undefined {
  const byLabels = new Map(ours.map((series) => [labelsKey(series.labels), series]))
  if (ours.length !== theirs.length) return `${ours.length} series, and ${theirs.length} there`
  for (const expected of theirs) {
    const key = labelsKey(expected.labels)
    const found = byLabels.get(key)
    if (found === undefined) return `no series ${key}`
    if (found.times.length !== expected.times.length) {
      return `${key}: ${found.times.length} points, and ${expected.times.length} there`
    }
    const place = expected.times.findIndex(
      (time, index) => found.times[index] !== time || !isClose(found.values[index], expected.values[index]),
    )
    if (place >= 0)
      return `${key} at ${expected.times[place]}: ${found.values[place]}, and ${expected.values[place]} there`
  }
  return undefined
}

function isClose(a = Number.NaN, b = Number.NaN): boolean {
  if (Object.is(a, b) || a === b) return true
  return Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b), Number.MIN_VALUE)
}
