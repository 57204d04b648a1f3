import { createRangeWindow, type RangeWindowOptions } from '../window/range-window.ts'

/** How far values lie outside the range of all values before them. */
export interface Records {
  /**
   * Judges a finite value, then remembers it: the signed part by which it exceeds the range, in widths of the range; NaN
   * while too little came before.
   */
  push(time: number, value: number): number
  /** The same of the less extreme of the last two values, beside the range before both: 0 for a single outlier. */
  readonly held: number
  /** The range that the last value was judged by. */
  readonly range: Range
  /** The range that `held` was judged by. */
  readonly heldRange: Range
}

export interface Range {
  low: number
  high: number
}

/**
 * A range without width counts as one hundredth of its value wide, or as one where that is zero: what was always the same and
 * changes is new, and not infinitely odd.
 *
 * @param lookback how far back the range reaches
 * @param needed samples before the first is judged
 */
export function createRecords(lookback: RangeWindowOptions, needed: number): Records {
  // Holds all but the last value, which `held` must leave out.
  const window = createRangeWindow(lookback)
  let last = { time: Number.NaN, value: Number.NaN }
  let seen = 0
  let held = Number.NaN
  let [before, above, low, high] = [Number.NaN, Number.NaN, Number.NaN, Number.NaN]
  return {
    push(time, value) {
      window.advance(time)
      const previous = last.value
      before = window.low
      above = window.high
      low = window.size > 0 ? Math.min(before, previous) : previous
      high = window.size > 0 ? Math.max(above, previous) : previous
      if (seen > 0) window.push(previous, time)
      last = { time, value }
      if (seen++ < needed) return Number.NaN
      const inner = value > above ? Math.min(value, previous) : Math.max(value, previous)
      held = value > above || value < before ? excess(inner, before, above) : 0
      return excess(value, low, high)
    },
    get held() {
      return held
    },
    get range() {
      return { low, high }
    },
    get heldRange() {
      return { low: before, high: above }
    },
  }
}

function excess(value: number, low: number, high: number): number {
  const width = high - low || Math.abs(high) / 100 || 1
  if (value > high) return (value - high) / width
  return value < low ? (value - low) / width : 0
}
