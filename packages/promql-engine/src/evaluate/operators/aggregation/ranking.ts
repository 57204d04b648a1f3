import type { VectorSeries } from '../../value.ts'
import { type Grouping, membersOf } from '../grouping.ts'
import { type Before, pushHeap, replaceFirst } from './heap.ts'
import { createSelection } from './selection.ts'

/**
 * The k largest or smallest points of each group at each step. NaN is taken only where nothing else is left. An instant
 * answer is sorted, NaN last.
 */
export function rank(
  series: readonly VectorSeries[],
  grouping: Grouping,
  counts: Float64Array,
  largest: boolean,
): VectorSeries[] {
  const selection = createSelection(series, counts.length)
  const groups = membersOf(grouping)
  for (const [step, wanted] of counts.entries()) {
    if (wanted < 1) continue
    const worse = worseAt(series, step, largest)
    for (const members of groups) {
      const best = bestOf(series, members, step, wanted, worse)
      // A stable sort of the heap's own order, as Go's insertion sort of few values leaves ties.
      best.sort((a, b) => Number(worse(a, b)) - Number(worse(b, a)))
      for (const index of best) selection.keep(index, step)
    }
  }
  return selection.series()
}

/** Whether one series' point gives way to another's; NaN gives way to everything. */
function worseAt(series: readonly VectorSeries[], step: number, largest: boolean): Before {
  const pointOf = (index: number): number => series[index]?.values[step] ?? Number.NaN
  return (a, b) => {
    const value = pointOf(a)
    if (Number.isNaN(value)) return true
    return largest ? value < pointOf(b) : value > pointOf(b)
  }
}

function bestOf(
  series: readonly VectorSeries[],
  members: readonly number[],
  step: number,
  wanted: number,
  worse: Before,
): number[] {
  const heap: number[] = []
  for (const member of members) {
    const one = series[member]
    if (one === undefined || one.present[step] !== 1) continue
    if (heap.length < wanted) {
      pushHeap(heap, member, worse)
      continue
    }
    const worst = heap[0] ?? member
    if (!Number.isNaN(one.values[step]) && worse(worst, member)) replaceFirst(heap, member, worse)
  }
  return heap
}
