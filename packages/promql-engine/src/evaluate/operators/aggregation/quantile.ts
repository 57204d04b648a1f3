import { quantile } from '../../../functions/spread.ts'
import type { ScalarValue, VectorSeries } from '../../value.ts'
import { type Grouping, membersOf } from '../grouping.ts'

/** The φ-quantile of each group at each step; φ may differ from step to step. NaN counts as the smallest of all values. */
export function quantiles(
  series: readonly VectorSeries[],
  grouping: Grouping,
  wanted: ScalarValue,
  steps: number,
): VectorSeries[] {
  const room = new Float64Array(series.length)
  return membersOf(grouping).map((members, group) => {
    const values = new Float64Array(steps)
    const present = new Uint8Array(steps)
    for (let step = 0; step < steps; step++) {
      const count = gather(series, members, step, room)
      if (count === 0) continue
      present[step] = 1
      values[step] = quantile(wanted.values[step] ?? Number.NaN, room.subarray(0, count))
    }
    return { labels: grouping.labels[group] ?? {}, values, present }
  })
}

/** Copies the points that there are at a step into `room` and tells how many they are. */
function gather(series: readonly VectorSeries[], members: readonly number[], step: number, room: Float64Array): number {
  let count = 0
  for (const member of members) {
    const one = series[member]
    if (one === undefined || one.present[step] !== 1) continue
    room[count] = one.values[step] ?? Number.NaN
    count++
  }
  return count
}
