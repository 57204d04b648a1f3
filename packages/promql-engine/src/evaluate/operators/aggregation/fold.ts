import type { VectorSeries } from '../../value.ts'
import type { Grouping } from '../grouping.ts'

/** The running state of one group, one entry a step. A column that an aggregation has no use for stays empty. */
export interface FoldState {
  present: Uint8Array
  values: Float64Array
  /** How many points went in. */
  counts: Float64Array
  /** What rounding took from `values` so far, or the mean of a variance. */
  second: Float64Array
  /** 1 where a mean is kept rather than a sum. */
  switched: Uint8Array
}

/** An aggregation that takes one series after the other into its group, all steps at once. */
export interface Fold {
  uses: readonly ('counts' | 'second' | 'switched')[]
  add: (state: FoldState, values: Float64Array, present: Uint8Array) => void
  /** Turns the state's `values` into the result. */
  finish?: (state: FoldState) => void
}

const nothing = new Float64Array(0)
const noFlags = new Uint8Array(0)

/** One series a group. Series go in in their order, which rounding makes visible. */
export function foldGroups(
  fold: Fold,
  series: readonly VectorSeries[],
  grouping: Grouping,
  steps: number,
): VectorSeries[] {
  const states = Array.from({ length: grouping.count }, (): FoldState => emptyState(fold, steps))
  for (const [index, { values, present }] of series.entries()) {
    const state = states[grouping.of[index] ?? 0]
    if (state !== undefined) fold.add(state, values, present)
  }
  return states.map((state, group) => {
    fold.finish?.(state)
    return { labels: grouping.labels[group] ?? {}, values: state.values, present: state.present }
  })
}

function emptyState({ uses }: Fold, steps: number): FoldState {
  return {
    present: new Uint8Array(steps),
    values: new Float64Array(steps),
    counts: uses.includes('counts') ? new Float64Array(steps) : nothing,
    second: uses.includes('second') ? new Float64Array(steps) : nothing,
    switched: uses.includes('switched') ? new Uint8Array(steps) : noFlags,
  }
}
