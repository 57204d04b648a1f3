import type { Matching } from '../../../syntax/ast.ts'
import type { VectorSeries } from '../../value.ts'
import { mergeSameLabels } from '../merge.ts'
import { addPresent, anyPresent, bothPresent, onlyFirst } from './points.ts'
import { matchGroups } from './signatures.ts'

export type SetOperator = 'and' | 'or' | 'unless'

/** Points of one vector by whether the other has a matching one at the same step; labels stay whole, name included. */
export function combineSets(
  operator: SetOperator,
  left: readonly VectorSeries[],
  right: readonly VectorSeries[],
  matching: Matching,
  steps: number,
): readonly VectorSeries[] {
  const results = new Map<number, VectorSeries>()
  const added = new Map<number, VectorSeries>()
  for (const group of matchGroups(left, right, matching)) {
    if (operator === 'or') {
      const taken = presence(left, group.left, steps)
      keep(right, group.right, added, (present) => onlyFirst(present, taken))
      continue
    }
    const matched = presence(right, group.right, steps)
    const join = operator === 'and' ? bothPresent : onlyFirst
    keep(left, group.left, results, (present) => join(present, matched))
  }
  if (operator === 'or') return mergeSameLabels([...left, ...inOrder(added)])
  return inOrder(results)
}

/** Where any of these series has a point. */
function presence(series: readonly VectorSeries[], members: readonly number[], steps: number): Uint8Array {
  const present = new Uint8Array(steps)
  for (const member of members) {
    const one = series[member]
    if (one !== undefined) addPresent(present, one.present)
  }
  return present
}

function keep(
  series: readonly VectorSeries[],
  members: readonly number[],
  results: Map<number, VectorSeries>,
  pointsOf: (present: Uint8Array) => Uint8Array,
): void {
  for (const member of members) {
    const one = series[member]
    if (one === undefined) continue
    const present = pointsOf(one.present)
    if (anyPresent(present)) results.set(member, { labels: one.labels, values: one.values, present })
  }
}

function inOrder(results: ReadonlyMap<number, VectorSeries>): VectorSeries[] {
  return [...results].sort(([a], [b]) => a - b).map(([, series]) => series)
}
