import type { Matching } from '../../../syntax/ast.ts'
import type { VectorSeries } from '../../value.ts'
import { type GroupingRule, groupKey } from '../grouping.ts'

/** The series of both sides that share what is matched on, by number. */
export interface MatchGroup {
  left: number[]
  right: number[]
}

/** What two series must have in common: the labels of `on`, or all but those of `ignoring` and the metric's name. */
export function ruleOf({ labels, on }: Matching): GroupingRule {
  return { names: labels, without: !on }
}

/** Series that meet each other, found once for all steps; groups with series on one side only are there too. */
export function matchGroups(
  left: readonly VectorSeries[],
  right: readonly VectorSeries[],
  matching: Matching,
): MatchGroup[] {
  const rule = ruleOf(matching)
  const groups = new Map<string, MatchGroup>()
  const groupOf = (series: VectorSeries): MatchGroup => {
    const key = groupKey(series.labels, rule)
    const group = groups.get(key) ?? { left: [], right: [] }
    groups.set(key, group)
    return group
  }
  for (const [index, series] of left.entries()) groupOf(series).left.push(index)
  for (const [index, series] of right.entries()) groupOf(series).right.push(index)
  return [...groups.values()]
}
