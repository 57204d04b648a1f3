import type { Samples } from '../samples.ts'
import { type Column, mad, p50 } from '../summary/summary.ts'
import { pettitt } from './change-point.ts'
import { type Excursion, excursionOf, loneSpike } from './excursion.ts'
import { type FiniteSamples, medianStep } from './finite-samples.ts'
import { type ChangeDirection, compareLevels } from './level-change.ts'
import { createLevelCost } from './level-cost.ts'
import { mannWhitney } from './mann-whitney.ts'
import { effectiveSamples, neighbourCorrelation, withoutSpikes } from './noise.ts'
import { type Onset, onsetOf } from './onset.ts'
import { rampOf } from './ramp.ts'
import { judgeSureness, type Sureness } from './sureness.ts'
import { trendLine } from './trend-line.ts'

/** step and ramp: another level. spike: another level that is over. variance: the same level, more or less restless. gap: no samples. */
export type ChangeShape = 'step' | 'ramp' | 'spike' | 'variance' | 'gap' | 'none'

export interface Shaped {
  isJudged: boolean
  shape: ChangeShape
  direction: ChangeDirection | 'none'
  /** Finite samples of before and after, `from` and `to` (exclusive). */
  ranges: { before: readonly [number, number]; after: readonly [number, number] }
  onset: Onset | undefined
  p: number
  confidence: Sureness
  reason: string
  ongoing: boolean
  notes: string[]
}

interface Question {
  /** First finite sample after the change that is asked about. */
  split: number
  /** Whether that place was given, or looked for in the same samples. */
  isGiven: boolean
  needed: number
}

/** The p below which a level or a spread changed. */
export const changeThreshold = 0.01
/** A spike has two places that were looked for in the same samples. */
const spikeThreshold = changeThreshold / 10
/** Spreads that differ by less than this factor are the same. */
const fewestTimes = 1.5
/** Steps without a sample that are a gap. */
const gapSteps = 5
const newest = 5
/** Share of the variance that a line has to tell to be the shape of a window. */
const tellingShare = 0.5

/** Where a level parts best by least squares once lone outliers are smoothed; the middle where all samples are equal. */
export function likeliestSplit(values: Column, fewest: number): number {
  const { at } = createLevelCost(withoutSpikes(values).values, 1).bestSplit(0, values.length, fewest)
  return at < 0 ? values.length >> 1 : at
}

/** What kind of change it is: the first of spike, step or ramp, variance, lone spike and gap that is there. */
export function shapeOf(inside: Samples, finite: FiniteSamples, question: Question): Shaped {
  const { split, needed } = question
  const { values } = finite
  const enough = split >= needed && values.length - split >= needed
  if (!enough) return gapOf(inside, finite) ?? tooLittle(values.length, question)
  const earliest = question.isGiven ? split : 0
  const excursion = excursionOf(values, earliest)
  return (
    (excursion && spikeOf(finite, excursion)) ??
    levelShapeOf(finite, question) ??
    trendOf(finite, question) ??
    varianceOf(finite, question) ??
    loneSpikeOf(finite, loneSpike(values, earliest)) ??
    gapOf(inside, finite) ??
    unchanged(finite, question)
  )
}

function spikeOf(finite: FiniteSamples, { from, to }: Excursion): Shaped | undefined {
  const { values, times } = finite
  const { p, confidence, reason, direction } = compareLevels(values.subarray(0, from), values.subarray(from, to))
  if (!(p < spikeThreshold)) return undefined
  const { onset } = onsetOf(times.subarray(0, to), values.subarray(0, to))
  const ended = times[to] ?? Number.NaN
  return {
    ...{ isJudged: true, shape: 'spike', direction, ongoing: false, p, confidence, reason },
    ranges: { before: [0, from], after: [from, to] },
    onset,
    notes: [`Over after ${ended - onset.time} s; \`after\` is while it lasted.`],
  }
}

/** One or two samples have no rank to be tested by, so that nothing is surer than medium. */
function loneSpikeOf({ values, times }: FiniteSamples, lone: Excursion | undefined): Shaped | undefined {
  if (lone === undefined) return undefined
  const { from, to } = lone
  const { p, direction } = compareLevels(values.subarray(0, from), values.subarray(from, to))
  return {
    ...{ isJudged: true, shape: 'spike', direction, ongoing: false, p, confidence: 'medium' },
    reason: `${to - from === 1 ? 'one sample stands' : 'two samples stand'} far out from all around, and no more`,
    ranges: { before: [0, from], after: [from, to] },
    onset: {
      time: times[from] ?? Number.NaN,
      earliest: times[from - 1] ?? Number.NaN,
      latest: times[from] ?? Number.NaN,
    },
    notes: [],
  }
}

function levelShapeOf({ values, times }: FiniteSamples, { split, isGiven }: Question): Shaped | undefined {
  const [before, after] = [values.subarray(0, split), values.subarray(split)]
  const compared = compareLevels(before, after)
  const p = isGiven ? compared.p : Math.max(compared.p, searchedP(values, before, after))
  if (!(p < changeThreshold) || compared.difference === 0) return undefined
  const { at, onset } = onsetOf(times, values)
  const cost = createLevelCost(values, 1)
  const ramp = rampOf(values, cost.ofLevel(0, at) + cost.ofLevel(at, values.length))
  const notes =
    isGiven && Math.abs(at - split) > 1 && (onset.earliest > (times[split] ?? 0) || onset.latest < (times[split] ?? 0))
      ? [`The level parts best ${describeAway(onset.time - (times[split] ?? 0))} the given time.`]
      : []
  const told = { isJudged: true, direction: compared.direction, ongoing: isOngoing(compared, after), p }
  const sure = judgeSureness({ ...compared, p })
  if (ramp === undefined) {
    return {
      ...told,
      ...sure,
      shape: 'step',
      onset,
      ranges: { before: [0, split], after: [split, values.length] },
      notes,
    }
  }
  const ranges = isGiven
    ? ({ before: [0, split], after: [split, values.length] } as const)
    : ({ before: [0, ramp.from + 1], after: [ramp.to, values.length] } as const)
  const [from, to] = [times[ramp.from] ?? Number.NaN, times[ramp.to] ?? Number.NaN]
  const began = {
    time: from,
    earliest: times[Math.max(0, ramp.from - 1)] ?? from,
    latest: times[ramp.from + 1] ?? from,
  }
  return { ...told, ...sure, shape: 'ramp', onset: began, ranges, notes: [...notes, `On the way for ${to - from} s.`] }
}

/** Pettitt's p with the statistic shrunk as dependent samples need it. */
function searchedP(values: Column, before: Column, after: Column): number {
  const { statistic } = pettitt(values)
  const rho = neighbourCorrelation([before, after].map((side) => side.map((value) => value - p50(side))))
  const n = values.length
  return Math.min(1, 2 * Math.exp((-6 * statistic ** 2 * effectiveSamples(1, rho)) / (n ** 3 + n ** 2)))
}

function isOngoing({ before, after }: { before: number; after: number }, samples: Column): boolean {
  return (p50(samples.subarray(-newest)) - (before + after) / 2) * Math.sign(after - before) > 0
}

/** A straight line over the whole window, where it tells at least half of the variance and is no work of chance. */
function trendOf({ values, times }: FiniteSamples, { split, isGiven }: Question): Shaped | undefined {
  const line = trendLine(times, values)
  if (!(line.share >= tellingShare && line.p < changeThreshold)) return undefined
  const at = isGiven ? split : values.length >> 1
  const { delta, direction } = compareLevels(values.subarray(0, at), values.subarray(at))
  const [first, second] = [times[0] ?? Number.NaN, times[1] ?? Number.NaN]
  const third = Math.ceil(values.length / 3)
  return {
    ...{ isJudged: true, shape: 'ramp', direction, p: line.p, ongoing: true },
    ...judgeSureness({ p: line.p, delta, samples: line.samples / 2 }),
    onset: { time: first, earliest: first, latest: second },
    ranges: isGiven
      ? { before: [0, split], after: [split, values.length] }
      : { before: [0, third], after: [values.length - third, values.length] },
    notes: ['A straight way through the whole window, on which it was already when the window began.'],
  }
}

/** Whether the distances from the level changed, by the same rank test. */
function varianceOf({ values, times }: FiniteSamples, { split, isGiven, needed }: Question): Shaped | undefined {
  const away = (side: Column) => {
    const middle = p50(side)
    return side.map((value) => Math.abs(value - middle))
  }
  const all = away(values)
  const place = isGiven ? split : likeliestSplit(all, needed)
  const [before, after] = [away(values.subarray(0, place)), away(values.subarray(place))]
  const rho = neighbourCorrelation([before, after].map((side) => side.map((value) => value - p50(side))))
  const test = mannWhitney(before, after, effectiveSamples(1, rho))
  const p = Math.max(test.p, searchedP(all, before, after))
  const [calm, restless] = [mad(values.subarray(0, place)), mad(values.subarray(place))].sort((a, b) => a - b)
  if (!(p < changeThreshold) || !((restless ?? 0) >= fewestTimes * (calm ?? 0))) return undefined
  const isUp = test.delta > 0
  const samples = effectiveSamples(Math.min(before.length, after.length), rho)
  // Spreads differ by factors, and show only in more samples than a level.
  const middle = Math.sqrt(p50(before) * p50(after))
  const { onset } = onsetOf(times, all)
  return {
    ...{ isJudged: true, shape: 'variance', direction: isUp ? 'up' : 'down', p, onset },
    ...judgeSureness({ p, delta: test.delta, samples }, 'distances from the level'),
    ranges: { before: [0, place], after: [place, values.length] },
    ongoing: p50(after.subarray(-Math.max(newest, after.length >> 2))) > middle === isUp,
    notes: ['The level is the same, its spread is not.'],
  }
}

/** A stretch without samples of more than five steps; the one that lasts until the end, else the longest. */
function gapOf({ times }: Samples, finite: FiniteSamples): Shaped | undefined {
  const step = medianStep(finite.times)
  const end = times[times.length - 1] ?? Number.NaN
  const stamps = Float64Array.from([...finite.times, end])
  let longest = -1
  for (let at = 0; at + 1 < stamps.length; at++) {
    const [length, most] = [lengthAfter(stamps, at), lengthAfter(stamps, longest)]
    if (length > gapSteps * step && (at === stamps.length - 2 || !(length <= most))) longest = at
  }
  if (longest < 0) return undefined
  const [last, next] = [stamps[longest] ?? Number.NaN, stamps[longest + 1] ?? Number.NaN]
  const ongoing = longest === stamps.length - 2
  return {
    ...{ isJudged: true, shape: 'gap', direction: 'none', p: Number.NaN, confidence: 'high', ongoing },
    reason: `no samples for ${next - last} s, where one came every ${step} s`,
    ranges: { before: [0, longest + 1], after: [longest + 1, finite.values.length] },
    onset: { time: last + step, earliest: last, latest: last + step },
    notes: [],
  }
}

function lengthAfter(stamps: Column, at: number): number {
  return (stamps[at + 1] ?? Number.NaN) - (stamps[at] ?? Number.NaN)
}

/** Nothing: where no place was given both halves are told, for the likeliest place would make the most of chance. */
function unchanged({ values }: FiniteSamples, { split, isGiven }: Question): Shaped {
  const at = isGiven ? split : values.length >> 1
  const { p, reason } = compareLevels(values.subarray(0, at), values.subarray(at))
  return {
    ...{ isJudged: true, shape: 'none', direction: 'none', onset: undefined, ongoing: false, p, confidence: 'low' },
    ranges: { before: [0, at], after: [at, values.length] },
    reason: isGiven ? reason : `no place stands out from those that chance makes; of the halves, ${reason}`,
    notes: [],
  }
}

function tooLittle(samples: number, { split, needed }: Question): Shaped {
  return {
    ...{
      isJudged: false,
      shape: 'none',
      direction: 'none',
      onset: undefined,
      ongoing: false,
      p: Number.NaN,
      confidence: 'low',
    },
    ranges: { before: [0, split], after: [split, samples] },
    reason: `${split} samples before and ${samples - split} after, of ${needed} that each side needs`,
    notes: [],
  }
}

function describeAway(seconds: number): string {
  return `${Math.abs(seconds)} s ${seconds > 0 ? 'after' : 'before'}`
}
