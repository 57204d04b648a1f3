import type { Subquery } from '../syntax/ast.ts'
import type { Evaluation } from './evaluation.ts'
import { shiftedTimes, stepTimes, subqueryGrid } from './times.ts'
import type { Grid, MatrixValue, RangeSeries, VectorValue } from './value.ts'

/** The windows of a subquery at the steps of the expression around it, and the grid on which its own expression runs. */
export interface SubqueryPlan {
  ends: Float64Array
  grid: Grid
}

export function planSubquery(node: Subquery, evaluation: Evaluation): SubqueryPlan {
  const { grid, queryGrid, defaultStepMs, leftClosed } = evaluation
  const ends = shiftedTimes(node, grid, queryGrid)
  const first = ends[0] ?? Number.NaN
  const last = ends.at(-1) ?? Number.NaN
  return { ends, grid: subqueryGrid(first, last, node.range, node.step ?? defaultStepMs, leftClosed) }
}

/** What the expression gave at the steps of the subquery, as samples to look at through windows. */
export function asSamples(vector: VectorValue, node: Subquery, plan: SubqueryPlan, leftClosed: boolean): MatrixValue {
  const times = stepTimes(plan.grid)
  const series = vector.series.flatMap((one) => {
    const { labels, values, present } = one
    if (!present.includes(0)) return { labels, times, values }
    const kept = compress(times, values, present)
    return kept.times.length === 0 ? [] : { labels, ...kept }
  })
  return { type: 'matrix', series, range: node.range, ends: plan.ends, leftClosed }
}

/** The points that are there. */
export function compress(
  times: Float64Array,
  values: Float64Array,
  present: Uint8Array,
): Pick<RangeSeries, 'times' | 'values'> {
  let count = 0
  for (const there of present) count += there
  const kept = { times: new Float64Array(count), values: new Float64Array(count) }
  let next = 0
  for (let step = 0; next < count; step++) {
    if (present[step] !== 1) continue
    kept.times[next] = times[step] ?? Number.NaN
    kept.values[next] = values[step] ?? Number.NaN
    next += 1
  }
  return kept
}
