import { type Column, p50 } from '../summary/summary.ts'
import { createLevelCost } from './level-cost.ts'
import { effectiveSamples, neighbourCorrelation } from './noise.ts'

/** Since when something is so, unix seconds: the likeliest time, and the two between which it began. */
export interface Onset {
  time: number
  earliest: number
  latest: number
}

/** Places whose likelihood is at least a twentieth of the best one's (Royall 1997) are still possible: 2·ln 20. */
const stillPossible = 2 * Math.log(20)
const fewestOnASide = 2

/**
 * Where two levels part best by least squares, and the places that are hardly worse: those whose sum of squares is larger by
 * less than 2·ln 20 times the noise's variance, dependent samples discounted. The change itself lies between two samples,
 * so that `earliest` is the time of the last sample that surely was of the old level.
 */
export function onsetOf(times: Column, values: Column): { at: number; onset: Onset } {
  const cost = createLevelCost(values, 1)
  const { length } = values
  const { at } = cost.bestSplit(0, length, fewestOnASide)
  if (at < 0) return { at: -1, onset: { time: Number.NaN, earliest: Number.NaN, latest: Number.NaN } }
  const squaresOf = (place: number) => cost.ofLevel(0, place) + cost.ofLevel(place, length)
  const residuals = [values.subarray(0, at), values.subarray(at)].map((side) => {
    const level = p50(side)
    return side.map((value) => value - level)
  })
  const variance = squaresOf(at) / effectiveSamples(length, neighbourCorrelation(residuals))
  const most = squaresOf(at) + stillPossible * variance
  let [first, last] = [at, at]
  while (first > fewestOnASide && squaresOf(first - 1) <= most) first--
  while (last < length - fewestOnASide && squaresOf(last + 1) <= most) last++
  const timeOf = (place: number) => times[place] ?? Number.NaN
  return { at, onset: { time: timeOf(at), earliest: timeOf(first - 1), latest: timeOf(last) } }
}
