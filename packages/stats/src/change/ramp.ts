import type { Column } from '../summary/summary.ts'

/** A way from one level to another: the last sample of the old level and the first of the new one. */
export interface Ramp {
  from: number
  to: number
}

/** Beginnings and ends that are tried; more places would only tell the same ramp a little finer. */
const places = 64
const fewestOnALevel = 3
/** A way of fewer samples is a step that a smoothed or scraped series shows as one or two samples in between. */
const shortest = 4
/** By so much the ramp's criterion must be the smaller one: "strong" evidence (Raftery 1995, Bayesian model selection). */
const strong = 6

/**
 * The ramp, level – straight line – level, that fits a column of finite samples best, where it does so better than a step by
 * the Bayesian information criterion; undefined where a step is as good. O(n).
 */
export function rampOf(values: Column, stepSquares: number): Ramp | undefined {
  const { length } = values
  const sums = createSums(values)
  const stride = Math.max(1, Math.floor(length / places))
  let best: { ramp: Ramp; squares: number } | undefined
  for (let from = fewestOnALevel - 1; from < length; from += stride) {
    for (let to = from + shortest; to <= length - fewestOnALevel; to += stride) {
      const squares = sums.ofRamp({ from, to })
      if (best === undefined || squares < best.squares) best = { ramp: { from, to }, squares }
    }
  }
  if (best === undefined) return undefined
  const floor = Number.EPSILON * sums.ofAll
  const criterion = (squares: number, parameters: number) =>
    length * Math.log(Math.max(squares, floor) / length) + parameters * Math.log(length)
  return criterion(stepSquares, 3) - criterion(best.squares, 4) > strong ? best.ramp : undefined
}

function createSums(values: Column): { ofAll: number; ofRamp: (ramp: Ramp) => number } {
  const { length } = values
  const sums = new Float64Array(length + 1)
  const squares = new Float64Array(length + 1)
  const moments = new Float64Array(length + 1)
  const middle = values.reduce((sum, value) => sum + value / length, 0)
  for (const [at, raw] of values.entries()) {
    const value = raw - middle
    sums[at + 1] = (sums[at] ?? 0) + value
    squares[at + 1] = (squares[at] ?? 0) + value * value
    moments[at + 1] = (moments[at] ?? 0) + value * at
  }
  const between = (prefix: Float64Array, from: number, to: number) => (prefix[to] ?? 0) - (prefix[from] ?? 0)
  const about = (from: number, to: number, level: number) =>
    between(squares, from, to) - 2 * level * between(sums, from, to) + (to - from) * level * level
  const ofRamp = ({ from, to }: Ramp) => {
    const low = between(sums, 0, from + 1) / (from + 1)
    const high = between(sums, to, length) / (length - to)
    const slope = (high - low) / (to - from)
    const [start, end] = [from + 1, to]
    // Σ(x − low − slope·(t − from))² of the samples in between, multiplied out.
    const count = end - start
    const joint = between(moments, start, end) - from * between(sums, start, end) - low * sumOfSteps(count)
    const way = about(start, end, low) - 2 * slope * joint + slope * slope * sumOfSquaredSteps(count)
    return Math.max(0, about(0, from + 1, low) + way + about(to, length, high))
  }
  return { ofAll: squares[length] ?? 0, ofRamp }
}

/** 1 + 2 + … + n. */
function sumOfSteps(n: number): number {
  return (n * (n + 1)) / 2
}

/** 1² + 2² + … + n². */
function sumOfSquaredSteps(n: number): number {
  return (n * (n + 1) * (2 * n + 1)) / 6
}
