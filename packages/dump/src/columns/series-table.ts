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
  /** How long the labels of all series are, in UTF-16 units. */
  readonly labelLength: number
}

// Spellings only save reading labels again, which series that come together do not need.
const mostSpellings = 200_000
const longestSpellings = 2 ** 26
const none = new Float64Array(0)

export function createSeriesTable(): SeriesTable {
  const byLabels = new Map<string, GrowingSeries>()
  const bySpelling = new Map<string, GrowingSeries>()
  let spellingLength = 0
  let labelLength = 0
  return {
    find: (spelling) => bySpelling.get(spelling),
    add(spelling, labels) {
      const key = labelsKey(labels)
      const known = byLabels.get(key)
      const series = known ?? newSeries(labels)
      if (known === undefined) {
        byLabels.set(key, series)
        labelLength += key.length
      }
      spellingLength += spelling.length
      if (bySpelling.size >= mostSpellings || spellingLength > longestSpellings) {
        bySpelling.clear()
        spellingLength = spelling.length
      }
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
    get labelLength() {
      return labelLength
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
