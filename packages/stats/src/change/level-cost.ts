import type { Column } from '../summary/summary.ts'

/** Sums of squares of any stretch `from … to − 1` of a column, each in O(1). */
export interface LevelCost {
  readonly length: number
  /** About the mean of the stretch, in units of the scale squared. */
  ofLevel(from: number, to: number): number
  /** About the straight line that fits the stretch best, in the same units. */
  ofLine(from: number, to: number): number
  /** Where to part the stretch, each side keeping so many samples, and by how much that lowers `ofLevel`; at -1 where it cannot be. */
  bestSplit(from: number, to: number, fewest: number): { at: number; gain: number }
}

/** Prefix sums over (x − x̄) / scale, which keep the digits that large values would lose. Samples are finite. O(n). */
export function createLevelCost(values: Column, scale: number): LevelCost {
  const length = values.length
  const sums = new Float64Array(length + 1)
  const squares = new Float64Array(length + 1)
  const moments = new Float64Array(length + 1)
  const middle = values.reduce((sum, value) => sum + value / length, 0)
  for (let at = 0; at < length; at++) {
    const value = ((values[at] ?? Number.NaN) - middle) / scale
    sums[at + 1] = (sums[at] ?? 0) + value
    squares[at + 1] = (squares[at] ?? 0) + value * value
    moments[at + 1] = (moments[at] ?? 0) + value * at
  }
  const between = (prefix: Float64Array, from: number, to: number) => (prefix[to] ?? 0) - (prefix[from] ?? 0)
  const ofLevel = (from: number, to: number) =>
    Math.max(0, between(squares, from, to) - between(sums, from, to) ** 2 / (to - from))
  return {
    length,
    ofLevel,
    ofLine: (from, to) => {
      const samples = to - from
      if (samples < 3) return 0
      const joint = between(moments, from, to) - ((from + to - 1) / 2) * between(sums, from, to)
      const spread = (samples * (samples * samples - 1)) / 12
      return Math.max(0, ofLevel(from, to) - (joint * joint) / spread)
    },
    bestSplit: (from, to, fewest) => {
      const start = sums[from] ?? 0
      const end = sums[to] ?? 0
      const unsplit = (end - start) ** 2 / (to - from)
      const split = { at: -1, gain: 0 }
      for (let at = from + fewest; at <= to - fewest; at++) {
        const sum = sums[at] ?? 0
        const gain = (sum - start) ** 2 / (at - from) + (end - sum) ** 2 / (to - at) - unsplit
        if (gain > split.gain) {
          split.at = at
          split.gain = gain
        }
      }
      return split
    },
  }
}
