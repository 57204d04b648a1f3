import { scaleOf } from '../summary/scale.ts'
import { newValueScore } from '../summary/z-scores.ts'
import { createSortedWindow } from '../window/sorted-window.ts'

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

/**
 * The standard deviation is that of `scaleOf`, with the usual size of those deviations that are not zero in place of the
 * resolution: one, of counts that are zero nearly always. Where it is zero, a value that differs is a new one.
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
      scale = scaleOf({
        median: level ?? center,
        mad: window.mad(center),
        q02: window.quantile(0.02),
        q98: window.quantile(0.98),
        resolution: deviations.size >= few ? deviations.median() : 0,
      }).scale
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
