import type { Column } from '../summary/summary.ts'

/** The likeliest single change of level of a column. */
export interface ChangePoint {
  /** Index in the column of the first sample of the new level; -1 where nothing changes. */
  index: number
  /** K, the largest |Uₜ|: 0 where nothing changes, n²/4 where each sample after the change outranks each before it. */
  statistic: number
  /** How often chance alone makes such a K of n independent samples, 0 to 1. Autocorrelated samples make it too small. */
  p: number
}

/**
 * Pettitt's test: K = max |Uₜ| over t = 1 … n − 1, where Uₜ = Σ_{i≤t} Σ_{j>t} sgn(xᵢ − xⱼ) = 2·Σ_{i≤t} rᵢ − t·(n + 1) with
 * rᵢ the midrank of xᵢ, and p ≈ 2·exp(−6·K² / (n³ + n²)), at most 1. It assumes no distribution and hardly feels
 * outliers; the first of several equal maxima counts. A NaN is no sample; with fewer than two samples `statistic` and `p`
 * are NaN. O(n log n).
 *
 * Pettitt (1979), A non-parametric approach to the change-point problem, Applied Statistics 28(2), 126–135.
 */
export function pettitt(values: Column): ChangePoint {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  const samples = sorted.length
  if (samples < 2) return { index: -1, statistic: Number.NaN, p: Number.NaN }
  const midranks = midranksOf(sorted)
  let index = -1
  let largest = 0
  let standing = 0
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? Number.NaN
    if (Number.isNaN(value)) continue
    // Here `standing` is U of the samples before this one, which is the first of the new level if U is extreme.
    if (Math.abs(standing) > largest) {
      largest = Math.abs(standing)
      index = at
    }
    standing += 2 * (midranks[firstAtLeast(sorted, value)] ?? Number.NaN) - (samples + 1)
  }
  return {
    index,
    statistic: largest,
    p: Math.min(1, 2 * Math.exp((-6 * largest ** 2) / (samples ** 3 + samples ** 2))),
  }
}

/**
 * Where a column goes over from one level to another: index of the first sample of the new one, so chosen that the fewest
 * samples lie on the other level's side of the middle between the two; the first of several such places, -1 where all or
 * none lie on the new side or the levels are the same. Pettitt's own place leans to the middle of a column by some samples
 * where the change is near an end of it. O(n).
 */
export function boundary(values: Column, before: number, after: number): number {
  const middle = before + (after - before) / 2
  const direction = Math.sign(after - before)
  let index = -1
  let fewest = 0
  let misplaced = 0
  let start = true
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? Number.NaN
    if (Number.isNaN(value)) continue
    // Relative to a column that is all of the new level: each old sample left behind is one less in the wrong place.
    if (!start && misplaced < fewest) {
      fewest = misplaced
      index = at
    }
    start = false
    misplaced += direction * (value - middle) > 0 ? 1 : -1
  }
  return direction === 0 || misplaced <= fewest ? -1 : index
}

/** Rank from 1 of each sample of a sorted column; equal samples share the middle of their ranks. */
function midranksOf(sorted: Column): Float64Array {
  const ranks = new Float64Array(sorted.length)
  for (let from = 0; from < sorted.length; ) {
    let to = from
    while (to + 1 < sorted.length && sorted[to + 1] === sorted[from]) to++
    ranks.fill((from + to) / 2 + 1, from, to + 1)
    from = to + 1
  }
  return ranks
}

/** Index of the first sample of a sorted column that is no smaller than the value. */
function firstAtLeast(sorted: Column, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? Number.NaN) < value) low = middle + 1
    else high = middle
  }
  return low
}
