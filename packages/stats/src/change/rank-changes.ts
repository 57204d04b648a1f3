import type { Samples } from '../samples.ts'
import { finiteOf, robustScale } from '../summary/scale.ts'
import { type Column, p50 } from '../summary/summary.ts'
import { type ChangeDirection, compareLevels, ratioOf } from './level-change.ts'
import type { Sureness } from './sureness.ts'

/** What is compared: the same figure before and after, as series or as columns. */
export interface ChangePair {
  before: Samples | Column
  after: Samples | Column
}

export interface RankedChange {
  /** Of the pair in the list. */
  index: number
  before: number
  after: number
  difference: number
  /** after / before; NaN where that is 0. */
  ratio: number
  direction: ChangeDirection | 'none'
  /** difference in units of the robust spread of both sides, which has a floor; what is ordered by. */
  effect: number
  /** Cliff's delta. */
  delta: number
  p: number
  /** The false discovery rate at which this one would just be told (Benjamini and Hochberg). */
  q: number
  /** Whether q is at most the rate asked for. */
  isChanged: boolean
  confidence: Sureness
  reason: string
}

export interface ChangeRanking {
  status: 'judged' | 'too_little_data'
  method: 'mann-whitney'
  baseline: string
  /** Pairs that were compared. */
  samples: number
  /** Finite samples that either side needs. */
  needed: number
  /** The false discovery rate. */
  threshold: number
  /** Changed ones first, the largest effect first. */
  ranked: RankedChange[]
  /** Pairs of which a side has too few samples, and how many it has. */
  tooLittle: { index: number; before: number; after: number }[]
}

export interface RankOptions {
  /** Of those told to have changed, which share may be wrong; 0.05 by default. */
  falseDiscoveryRate?: number
  minimumSamples?: number
}

/**
 * Orders pairs by how much they changed: robust difference over robust spread, with the chance of each from the rank test
 * (dependent samples discounted) corrected for how many pairs are looked at.
 *
 * Benjamini and Hochberg (1995), Controlling the false discovery rate, JRSS B 57(1), 289–300.
 */
export function rankChanges(pairs: readonly ChangePair[], options: RankOptions = {}): ChangeRanking {
  const { falseDiscoveryRate = 0.05, minimumSamples = 5 } = options
  if (!(falseDiscoveryRate > 0 && falseDiscoveryRate < 1)) {
    throw new RangeError(`A false discovery rate is between 0 and 1, not ${falseDiscoveryRate}.`)
  }
  const sides = pairs.map(({ before, after }, index) => ({ index, before: samplesOf(before), after: samplesOf(after) }))
  const isEnough = ({ before, after }: { before: Column; after: Column }) =>
    Math.min(before.length, after.length) >= minimumSamples
  const compared = sides.filter(isEnough).map(({ index, before, after }) => ({ index, ...compare(before, after) }))
  const rates = falseDiscoveryRates(compared.map(({ p }) => p))
  const ranked = compared.map((each, at) => {
    const q = rates[at] ?? Number.NaN
    return { ...each, q, isChanged: each.difference !== 0 && q <= falseDiscoveryRate }
  })
  ranked.sort(
    (a, b) => Number(b.isChanged) - Number(a.isChanged) || Math.abs(b.effect) - Math.abs(a.effect) || a.p - b.p,
  )
  return {
    status: ranked.length > 0 ? 'judged' : 'too_little_data',
    method: 'mann-whitney',
    baseline: 'the samples before, of the same pair',
    samples: ranked.length,
    needed: minimumSamples,
    threshold: falseDiscoveryRate,
    ranked,
    tooLittle: sides
      .filter((pair) => !isEnough(pair))
      .map(({ index, before, after }) => ({ index, before: before.length, after: after.length })),
  }
}

/**
 * q of each p: the smallest false discovery rate at which it is still told, min over all p at least as large of p·m / rank.
 * In the order given; at most 1.
 */
export function falseDiscoveryRates(chances: readonly number[]): number[] {
  const order = chances.map((_, index) => index).sort((a, b) => (chances[b] ?? 1) - (chances[a] ?? 1))
  const rates = chances.map(() => 1)
  let smallest = 1
  for (const [place, index] of order.entries()) {
    smallest = Math.min(smallest, ((chances[index] ?? 1) * chances.length) / (chances.length - place))
    rates[index] = smallest
  }
  return rates
}

function compare(before: Column, after: Column): Omit<RankedChange, 'index' | 'q' | 'isChanged'> {
  const { samples: _, direction, ...compared } = compareLevels(before, after)
  const { difference } = compared
  // The spread of each side about its own level; floors keep a metric that hardly moves from winning by nothing.
  const scale = Math.hypot(robustScale(before).scale, robustScale(after).scale) / Math.SQRT2
  return {
    ...compared,
    ratio: ratioOf(p50(before), p50(after)),
    direction: difference === 0 ? 'none' : direction,
    effect: difference === 0 ? 0 : difference / scale,
  }
}

function samplesOf(side: Samples | Column): Column {
  return finiteOf(side instanceof Float64Array ? side : side.values)
}
