import { studentTTwoSided } from '../distribution/student-t.ts'
import type { Column } from '../summary/summary.ts'

/** Samples that are looked at together; neighbouring windows overlap by half of them. */
const windowLength = 50
/** A change may at first be so many times likelier by chance than asked, for what surrounds it may yet become quieter. */
const weaker = 10

/**
 * E-divisive as Hunter and Otava have it: in windows of 50 samples the place where the energy distance of what lies on both
 * sides, a·b/(a + b)·(2·E|X − Y| − E|X − X′| − E|Y − Y′|), is largest, then the parts again; afterwards the least sure change
 * goes until each that is left has a smaller p than asked, by Student's t test of the levels on both sides. Of Matteson and
 * James' places for the end of the second part, only the end of the window is tried. Answers the starts of the new levels.
 *
 * Matteson and James (2014), A nonparametric approach for multiple change point analysis of multivariate data, JASA 109(505),
 * 334–345; Fleming et al. (2023), Hunter: using change point detection to hunt for performance regressions, ICPE.
 */
export function eDivisive(values: Column, limit: number, fewest: number): number[] {
  const found = new Set<number>()
  const mostChance = Math.min(0.5, limit * weaker)
  for (let from = 0; from < values.length; from += windowLength / 2) {
    const to = Math.min(values.length, from + windowLength)
    partWindow(values, { from, to }, { mostChance, fewest }, found)
    if (to === values.length) break
  }
  return withoutWeakest(
    values,
    [...found].sort((a, b) => a - b),
    limit,
  )
}

/** Where a stretch parts best, by the energy distance of both sides; -1 where it is too short. O(n²). */
export function energySplit(values: Column, fewest = 2): number {
  const length = values.length
  let before = 0
  let after = sumOfDistances(values)
  let between = 0
  let largest = Number.NEGATIVE_INFINITY
  let index = -1
  for (let at = 1; at < length; at++) {
    // One sample goes over from the second part to the first.
    const moved = values[at - 1] ?? Number.NaN
    let toBefore = 0
    let toAfter = 0
    for (let other = 0; other < at - 1; other++) toBefore += Math.abs((values[other] ?? Number.NaN) - moved)
    for (let other = at; other < length; other++) toAfter += Math.abs((values[other] ?? Number.NaN) - moved)
    before += toBefore
    after -= toAfter
    between += toAfter - toBefore
    const rest = length - at
    if (at < Math.max(2, fewest) || rest < Math.max(2, fewest)) continue
    const energy = (2 * between) / (at * rest) - (2 * before) / (at * (at - 1)) - (2 * after) / (rest * (rest - 1))
    const statistic = ((at * rest) / length) * energy
    if (statistic > largest) {
      largest = statistic
      index = at
    }
  }
  return index
}

function sumOfDistances(values: Column): number {
  let sum = 0
  for (let at = 0; at < values.length; at++) {
    for (let other = at + 1; other < values.length; other++) {
      sum += Math.abs((values[at] ?? Number.NaN) - (values[other] ?? Number.NaN))
    }
  }
  return sum
}

function partWindow(
  values: Column,
  { from, to }: { from: number; to: number },
  limits: { mostChance: number; fewest: number },
  found: Set<number>,
): void {
  const split = energySplit(values.subarray(from, to), limits.fewest)
  if (split < 0) return
  const at = from + split
  if (!(studentP(values.subarray(from, at), values.subarray(at, to)) <= limits.mostChance)) return
  found.add(at)
  partWindow(values, { from, to: at }, limits, found)
  partWindow(values, { from: at, to }, limits, found)
}

/** Takes out the least sure change until none is less sure than the limit; only its neighbours' parts change by that. */
function withoutWeakest(values: Column, changes: readonly number[], limit: number): number[] {
  const kept = [...changes]
  const chanceOf = (each: number) =>
    studentP(
      values.subarray(kept[each - 1] ?? 0, kept[each]),
      values.subarray(kept[each], kept[each + 1] ?? values.length),
    )
  const chances = kept.map((_, each) => chanceOf(each))
  for (;;) {
    const worst = chances.reduce((most, chance, each) => (chance > (chances[most] ?? limit) ? each : most), 0)
    if (!((chances[worst] ?? 0) > limit)) return kept
    kept.splice(worst, 1)
    chances.splice(worst, 1)
    for (const each of [worst - 1, worst]) if (each >= 0 && each < kept.length) chances[each] = chanceOf(each)
  }
}

/** How often chance makes levels this far apart of two normal samples of equal spread (Student's t, two-sided). */
export function studentP(before: Column, after: Column): number {
  const [a, b] = [momentsOf(before), momentsOf(after)]
  const degrees = before.length + after.length - 2
  if (degrees < 1) return 1
  const deviation = Math.sqrt(((a.squares + b.squares) / degrees) * (1 / before.length + 1 / after.length))
  const away = Math.abs(a.mean - b.mean)
  return away === 0 ? 1 : studentTTwoSided(away / deviation, degrees)
}

function momentsOf(values: Column): { mean: number; squares: number } {
  let mean = 0
  let squares = 0
  let samples = 0
  for (const value of values) {
    samples++
    const away = value - mean
    mean += away / samples
    squares += away * (value - mean)
  }
  return { mean, squares }
}
