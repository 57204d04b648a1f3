import { createSortedWindow, type SortedWindow } from '../window/sorted-window.ts'

/** Distance of values from the middle of the values before them, in robust standard deviations. */
export interface Spread {
  /**
   * Judges a finite value, then remembers it: signed number of standard deviations, NaN while too little came before.
   * `level` is how large the values of the series are, where these are differences of them.
   */
  push(value: number, level?: number): number
  /** Middle and standard deviation that the last value was judged by. */
  readonly center: number
  readonly scale: number
  /** A quantile of the values before the next one. */
  quantile(share: number): number
}

/** Samples before the first is judged by their middle. */
export const spreadNeeds = 30

/** The score of a value that differs from what was always the same: it is odd, and how odd cannot be said. */
export const newValueScore = 100

/** A deviation in standard deviations; one from what does not vary is a new value. */
export function inScales(deviation: number, scale: number): number {
  if (deviation === 0) return 0
  // Values beyond 1e154 have no standard deviation that a double holds.
  if (Number.isNaN(scale)) return Number.NaN
  return scale > 0 ? deviation / scale : Math.sign(deviation) * newValueScore
}

/** So many deviations tell what size a deviation usually has, in what hardly ever deviates. */
const remembered = 200
/** So many of them are no coincidence. */
const few = 3
/** Standard deviations between the 2 % and the 98 % quantile of what is normal. */
const trimmedWidth = 4.1

/**
 * The standard deviation is the largest of several, since each alone is near zero for some series: 1.4826 MAD, the width
 * of the middle 96 % in its own standard deviations, the usual size of those deviations that are not zero (of counts that
 * are zero nearly always, one), and one hundredth of the level. Where all are zero, a value that differs is a new one.
 * O(log capacity) to judge and one block move to remember.
 */
export function createSpread(capacity: number, needed = spreadNeeds): Spread {
  const window = createSortedWindow(capacity)
  const deviations = createSortedWindow(remembered)
  const first: number[] = []
  let center = Number.NaN
  let scale = Number.NaN

  function remember(deviation: number): void {
    if (deviation !== 0) deviations.push(Math.abs(deviation))
  }

  return {
    push(value, level) {
      if (first.length < needed) {
        window.push(value)
        first.push(value)
        if (first.length === needed) for (const each of first) remember(each - window.median())
        return Number.NaN
      }
      center = window.median()
      scale = Math.max(
        1.4826 * window.mad(center),
        robustFloor(window, level ?? center),
        deviations.size >= few ? deviations.median() : 0,
      )
      const deviation = value - center
      window.push(value)
      remember(deviation)
      return inScales(deviation, scale)
    },
    get center() {
      return center
    },
    get scale() {
      return scale
    },
    quantile: window.quantile,
  }
}

/** What a robust standard deviation is at least: that of the middle 96 %, and one hundredth of the level. */
export function robustFloor(window: Pick<SortedWindow, 'quantile'>, level: number): number {
  return Math.max((window.quantile(0.98) - window.quantile(0.02)) / trimmedWidth, Math.abs(level) / 100)
}
