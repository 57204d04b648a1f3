import { trendLine } from '../change/trend-line.ts'
import type { Column } from '../summary/summary.ts'

/**
 * Pearson's r over the places at which both columns have a sample, and how many those are; NaN where either is constant there.
 * Running means keep the digits of values far from zero. O(n).
 */
export function pearson(x: Column, y: Column): { r: number; samples: number } {
  let samples = 0
  let meanX = 0
  let meanY = 0
  let spreadX = 0
  let spreadY = 0
  let joint = 0
  for (let at = 0; at < x.length; at++) {
    const a = x[at] ?? Number.NaN
    const b = y[at] ?? Number.NaN
    if (Number.isNaN(a) || Number.isNaN(b)) continue
    samples++
    const awayX = a - meanX
    const awayY = b - meanY
    meanX += awayX / samples
    meanY += awayY / samples
    spreadX += awayX * (a - meanX)
    spreadY += awayY * (b - meanY)
    joint += awayX * (b - meanY)
  }
  const r = spreadX > 0 && spreadY > 0 ? joint / Math.sqrt(spreadX) / Math.sqrt(spreadY) : Number.NaN
  return { r: Math.max(-1, Math.min(1, r)), samples }
}

/** Rank from 1 of each sample; equal samples share the middle of their ranks. No sample is NaN. O(n log n). */
export function midranks(values: Column): Column {
  const order = Array.from(values, (value, at) => ({ value, at })).sort((a, b) => a.value - b.value)
  const ranks = new Float64Array(values.length)
  for (let from = 0; from < order.length; ) {
    let to = from
    while (to + 1 < order.length && order[to + 1]?.value === order[from]?.value) to++
    for (const { at } of order.slice(from, to + 1)) ranks[at] = (from + to) / 2 + 1
    from = to + 1
  }
  return ranks
}

/** Steps from one value to the next; NaN beside a gap. */
export function differencesOf(values: Column): Column {
  return values.slice(1).map((value, at) => value - (values[at] ?? Number.NaN))
}

/** What is left of a column on an even step once its least-squares line is taken off; gaps stay. */
export function withoutLine(values: Column): Column {
  const places = values.map((_, at) => at).filter((at) => !Number.isNaN(values[at] ?? Number.NaN))
  const { slope, middle, meanTime } = trendLine(
    places,
    places.map((at) => values[at] ?? Number.NaN),
  )
  return values.map((value, at) => value - middle - slope * (at - meanTime))
}
