import { type Column, p50 } from '../summary/summary.ts'
import type { FiniteSamples } from './finite-samples.ts'
import { mannWhitney } from './mann-whitney.ts'
import { effectiveSamples, neighbourCorrelation } from './noise.ts'
import { judgeSureness, type Sureness } from './sureness.ts'

/** Which way a change goes. */
export type ChangeDirection = 'up' | 'down'

/** A change from one level to the next. Levels are medians, in the unit of the samples. */
export interface LevelChange {
  /** In the series: the first sample of the new level. */
  index: number
  /** Of that sample, unix seconds. */
  time: number
  before: number
  after: number
  difference: number
  /** after / before; NaN where that is 0. */
  ratio: number
  direction: ChangeDirection
  /** Cliff's delta: −1 where all samples after lie below all before, 1 where above. */
  delta: number
  /**
   * By Mann–Whitney's rank test of both stretches, with dependent samples discounted. The place was chosen by the same samples, so
   * that this orders changes and is no rate of false ones.
   */
  p: number
  confidence: Sureness
  reason: string
}

/** A stretch of one level, `from` to `to` (both inclusive) in the series. */
export interface Segment {
  from: number
  to: number
  /** Unix seconds of its first and last sample. */
  start: number
  end: number
  samples: number
  /** Its median. */
  level: number
}

/** ratio of two levels, NaN at 0. */
export function ratioOf(before: number, after: number): number {
  return before === 0 ? Number.NaN : after / before
}

/** The stretches between the changes, which are starts among the finite samples. */
export function segmentsOf({ times, values, indices }: FiniteSamples, changes: readonly number[]): Segment[] {
  if (values.length === 0) return []
  return [0, ...changes].map((from, each) => {
    const to = (changes[each] ?? values.length) - 1
    return {
      from: indices[from] ?? from,
      to: indices[to] ?? to,
      start: times[from] ?? Number.NaN,
      end: times[to] ?? Number.NaN,
      samples: to - from + 1,
      level: p50(values.subarray(from, to + 1)),
    }
  })
}

/** Two neighbouring stretches compared: levels, chance and how sure it is. Samples are finite, each side has some. */
export function compareLevels(
  before: Column,
  after: Column,
): Omit<LevelChange, 'index' | 'time'> & { samples: number } {
  const [low, high] = [p50(before), p50(after)]
  const rho = neighbourCorrelation([before.map((value) => value - low), after.map((value) => value - high)])
  const independent = effectiveSamples(1, rho)
  const { p, delta } = mannWhitney(before, after, independent)
  const samples = effectiveSamples(Math.min(before.length, after.length), rho)
  return {
    before: low,
    after: high,
    difference: high - low,
    ratio: ratioOf(low, high),
    direction: high === low ? (delta < 0 ? 'down' : 'up') : high < low ? 'down' : 'up',
    delta,
    p,
    ...judgeSureness({ p, delta, samples }),
    samples,
  }
}
