import { type Labels, labelsKey } from '@ocp-perf/promql'

/** A series while its samples are being read. */
export interface GrowingSeries {
  readonly labels: Labels
  /** The first `length` are samples, in the order in which they came. */
  times: Float64Array
  values: Float64Array
  length: number
  /** The latest time so far. */
  latest: number
  /** False once a sample came that is not later than all before it. */
  ascending: boolean
  /** Whether the columns are this series' own, with room to grow; else times are shared. */
  growing: boolean
}

export interface SeriesTable {
  /** The series with this spelling, if it was met before and is still remembered. */
  find(spelling: string): GrowingSeries | undefined
  /** The series with these labels, however they were spelled, and a new one if there is none. */
  add(spelling: string, labels: Labels): GrowingSeries
  /** Gives the series out one by one and forgets each. */
  drain(): Generator<GrowingSeries>
  readonly size: number
}

// Spellings only save reading labels again, which series that come together do not need.
const mostSpellings = 200_000
const none = new Float64Array(0)

export function createSeriesTable(): SeriesTable {
  const byLabels = new Map<string, GrowingSeries>()
  const bySpelling = new Map<string, GrowingSeries>()
  return {
    find: (spelling) => bySpelling.get(spelling),
    add(spelling, labels) {
      const key = labelsKey(labels)
      const series = byLabels.get(key) ?? newSeries(labels)
      byLabels.set(key, series)
      if (bySpelling.size >= mostSpellings) bySpelling.clear()
      bySpelling.set(spelling, series)
      return series
    },
    *drain() {
      bySpelling.clear()
      for (const [key, series] of byLabels) {
        byLabels.delete(key)
        yield series
      }
    },
    get size() {
      return byLabels.size
    },
  }
}

function newSeries(labels: Labels): GrowingSeries {
  return {
    labels,
    times: none,
    values: none,
    length: 0,
    latest: Number.NEGATIVE_INFINITY,
    ascending: true,
    growing: false,
  }
}
