import { normalTwoSided } from '../distribution/normal.ts'
import { type Column, sortedSamples } from '../summary/summary.ts'

/** How two samples compare by rank. */
export interface RankTest {
  /** U of the second sample: of all pairs, those in which its sample is larger, and half of those that tie. */
  u: number
  /** Cliff's delta, 2·U / (n·m) − 1: from −1 (all of the second lie below the first) to 1 (all above); 0 where neither does. */
  delta: number
  /** How often chance alone parts two samples of one distribution so far, two-sided. */
  p: number
}

/** Below this many pairs the exact distribution is counted out; beyond, the normal one is right to some thousandths. */
const mostPairsCounted = 2500

/**
 * The Mann–Whitney test (Wilcoxon's rank sum) of whether samples of the second column tend to be larger or smaller than those of
 * the first. p is exact for few samples without ties, else normal with the correction for ties and continuity. A NaN is no sample;
 * all is NaN where a column has none. `independence` is the share of the samples that count as independent (1 for all): a
 * smaller one widens the distribution of U, which is then taken as normal. O(n log n).
 *
 * Mann and Whitney (1947), Annals of Mathematical Statistics 18(1), 50–60; Cliff (1993), Psychological Bulletin 114(3), 494–509.
 */
export function mannWhitney(before: Column, after: Column, independence = 1): RankTest {
  const [first, second] = [sortedSamples(before), sortedSamples(after)]
  const pairs = first.length * second.length
  if (pairs === 0) return { u: Number.NaN, delta: Number.NaN, p: Number.NaN }
  const { u, ties } = countPairs(first, second)
  const result = { u, delta: (2 * u) / pairs - 1 }
  if (ties === 0 && independence === 1 && pairs <= mostPairsCounted) {
    return { ...result, p: exactP(u, first.length, second.length) }
  }
  const all = first.length + second.length
  const variance = (pairs / 12) * (all + 1 - ties / (all * (all - 1)))
  if (!(variance > 0)) return { ...result, p: 1 }
  const away = Math.max(0, Math.abs(u - pairs / 2) - 0.5)
  return { ...result, p: normalTwoSided(away / Math.sqrt(variance / independence)) }
}

/** U of the second of two sorted columns, and Σ(t³ − t) over the groups of t equal samples. */
function countPairs(first: Column, second: Column): { u: number; ties: number } {
  let u = 0
  let ties = 0
  let below = 0
  for (let at = 0; at < second.length || below < first.length; ) {
    const value = Math.min(first[below] ?? Number.POSITIVE_INFINITY, second[at] ?? Number.POSITIVE_INFINITY)
    const equalFirst = countEqual(first, below, value)
    const equalSecond = countEqual(second, at, value)
    u += equalSecond * (below + equalFirst / 2)
    const equal = equalFirst + equalSecond
    ties += equal ** 3 - equal
    below += equalFirst
    at += equalSecond
  }
  return { u, ties }
}

function countEqual(sorted: Column, from: number, value: number): number {
  let to = from
  while (to < sorted.length && sorted[to] === value) to++
  return to - from
}

/**
 * Counts the orders of n and m samples in which U is at most the smaller of U and n·m − U: the coefficients of
 * Π (1 − qᵐ⁺ⁱ) / (1 − qⁱ) over i = 1 … n, each divided by i's and m + i's part of the binomial so that none overflows.
 */
function exactP(u: number, n: number, m: number): number {
  const most = Math.min(u, n * m - u)
  const shares = new Float64Array(most + 1)
  shares[0] = 1
  for (let i = 1; i <= n; i++) {
    for (let at = most; at >= m + i; at--) shares[at] = (shares[at] ?? 0) - (shares[at - m - i] ?? 0)
    for (let at = i; at <= most; at++) shares[at] = (shares[at] ?? 0) + (shares[at - i] ?? 0)
    for (let at = 0; at <= most; at++) shares[at] = (shares[at] ?? 0) * (i / (m + i))
  }
  return Math.min(1, 2 * shares.reduce((sum, share) => sum + share, 0))
}
