import type { LevelCost } from './level-cost.ts'

/**
 * PELT: the parting of a column whose sum of squares about the levels, plus the penalty for each change, is the smallest of
 * all, every level of at least so many samples. A start that can never be the best one again is left out from then on, which
 * makes the time linear where changes come regularly. Answers the starts of the new levels, ascending.
 *
 * Killick, Fearnhead and Eckley (2012), Optimal detection of changepoints with a linear computational cost, JASA 107(500),
 * 1590–1598. With levels of a minimum length a start may be dropped only that length after it became hopeless.
 */
export function pelt(cost: LevelCost, penalty: number, fewest: number): number[] {
  const { length } = cost
  const best = new Float64Array(length + 1).fill(Number.POSITIVE_INFINITY)
  const latest = new Int32Array(length + 1)
  best[0] = -penalty
  const starts = new Int32Array(length + 1)
  // Since when a start is hopeless; 0 while it is not.
  const hopeless = new Int32Array(length + 1)
  // Without the penalty, for the end that is looked at.
  const totals = new Float64Array(length + 1)
  let size = 0
  for (let end = fewest; end <= length; end++) {
    const added = end - fewest
    if (Number.isFinite(best[added] ?? Number.NaN)) {
      starts[size] = added
      hopeless[size++] = 0
    }
    let smallest = Number.POSITIVE_INFINITY
    for (let each = 0; each < size; each++) {
      const start = starts[each] ?? 0
      const total = (best[start] ?? 0) + cost.ofLevel(start, end)
      totals[each] = total
      if (total + penalty >= smallest) continue
      smallest = total + penalty
      latest[end] = start
    }
    best[end] = smallest
    let kept = 0
    for (let each = 0; each < size; each++) {
      const start = starts[each] ?? 0
      const since = hopeless[each] ?? 0
      if (since > 0 && end - since >= fewest) continue
      const isHopeless = since === 0 && (totals[each] ?? 0) >= smallest
      starts[kept] = start
      hopeless[kept++] = isHopeless ? end : since
    }
    size = kept
  }
  const changes: number[] = []
  for (let at = latest[length] ?? 0; at > 0; at = latest[at] ?? 0) changes.push(at)
  return changes.reverse()
}
