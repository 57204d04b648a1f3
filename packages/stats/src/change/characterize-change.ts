import type { Samples } from '../samples.ts'
import { type Column, mad } from '../summary/summary.ts'
import { describeDropped, type FiniteSamples, finiteSamples } from './finite-samples.ts'
import { type ChangeDirection, ratioOf } from './level-change.ts'
import { differenceOf, type Interval, type Level, levelOf } from './levels.ts'
import type { Onset } from './onset.ts'
import { type ChangeShape, changeThreshold, likeliestSplit, shapeOf } from './shape.ts'
import type { Sureness } from './sureness.ts'

export interface CharacterOptions {
  /** When something is thought to have happened, unix seconds; without it the likeliest place is looked for. */
  at?: number
  /** How far before it is looked, or before the end without `at`; and how far after it. All that is there without them. */
  beforeSeconds?: number
  afterSeconds?: number
}

/** What changed, how much, since when, and how sure that is. Figures are NaN where too few samples tell them. */
export interface ChangeCharacter {
  status: 'judged' | 'too_little_data'
  method: 'mann-whitney'
  baseline: string
  samples: number
  /** Samples needed on either side. */
  needed: number
  /** The p below which a change of level or spread is told. */
  threshold: number
  shape: ChangeShape
  direction: ChangeDirection | 'none'
  before: Level
  /** Of a spike: while it lasted. */
  after: Level
  /** after − before, with the interval that holds the true difference in 95 of 100 cases. */
  difference: Interval
  /** after / before; NaN where that is 0. */
  ratio: number
  /** Median absolute deviations from both levels. */
  spread: { before: number; after: number }
  /** Undefined where nothing changed. */
  onset: Onset | undefined
  p: number
  confidence: Sureness
  reason: string
  /** Whether the newest samples are still as they became. */
  ongoing: boolean
  notes: string[]
}

const needed = 5

/**
 * Characterises the one change of a series that matters most: levels on both sides with their intervals, shape, onset with its
 * uncertainty, and by rank test how sure it is. Where the place had to be looked for, p is the larger of the rank test's and
 * Pettitt's, which counts the looking in. Gaps and infinities are left out and counted.
 */
export function characterizeChange(series: Samples, options: CharacterOptions = {}): ChangeCharacter {
  const inside = windowOf(series, options)
  const finite = finiteSamples(inside)
  const { at } = options
  const split = at === undefined ? likeliestSplit(finite.values, needed) : firstFrom(finite.times, at)
  const dropped = describeDropped(finite)
  const about = {
    method: 'mann-whitney',
    baseline: `the samples before ${at === undefined ? 'the likeliest place' : 'the given time'}`,
    samples: finite.values.length,
    needed,
    threshold: changeThreshold,
  } as const
  const found = shapeOf(inside, finite, { split, isGiven: at !== undefined, needed })
  const { isJudged, ranges, notes, ...shaped } = found
  const sides = { before: rangeOf(finite, ranges.before), after: rangeOf(finite, ranges.after) }
  const [before, after] = [levelOf(sides.before), levelOf(sides.after)]
  return {
    status: isJudged ? 'judged' : 'too_little_data',
    ...about,
    ...shaped,
    before,
    after,
    difference: differenceOf(before, after),
    ratio: ratioOf(before.median, after.median),
    spread: { before: mad(sides.before), after: mad(sides.after) },
    notes: [...(dropped === undefined ? [] : [dropped]), ...notes],
  }
}

function rangeOf({ values }: FiniteSamples, [from, to]: readonly [number, number]): Column {
  return values.subarray(from, to)
}

function windowOf({ times, values }: Samples, { at, beforeSeconds, afterSeconds }: CharacterOptions): Samples {
  const [first, last] = [times[0] ?? Number.NaN, times[times.length - 1] ?? Number.NaN]
  const start = beforeSeconds === undefined ? first : (at ?? last) - beforeSeconds
  const end = at === undefined || afterSeconds === undefined ? last : at + afterSeconds
  const [from, to] = [firstFrom(times, start), firstFrom(times, end)]
  // The end belongs to the window.
  const until = times[to] === end ? to + 1 : to
  return { times: times.subarray(from, until), values: values.subarray(from, until) }
}

/** Index of the first time that is no earlier. */
function firstFrom(times: Column, time: number): number {
  const at = times.findIndex((each) => each >= time)
  return at < 0 ? times.length : at
}
