import type { Shift } from '../syntax/ast.ts'
import type { Grid } from './value.ts'

/** The last step of a grid, unix milliseconds. */
export function lastStep({ start, step, count }: Grid): number {
  return count > 1 ? start + (count - 1) * step : start
}

/** Every step of a grid, unix milliseconds. */
export function stepTimes({ start, step, count }: Grid): Float64Array {
  const times = new Float64Array(count)
  for (let index = 0; index < count; index++) times[index] = index === 0 ? start : start + index * step
  return times
}

/** Where `@` points to, before the offset; undefined without one. */
export function anchorOf({ at }: Shift, queryGrid: Grid): number | undefined {
  if (at === undefined) return undefined
  if (at.kind === 'time') return at.time
  return at.kind === 'start' ? queryGrid.start : (queryGrid.end ?? lastStep(queryGrid))
}

/** The time that a selector or subquery looks at from each step, `@` and offset applied. */
export function shiftedTimes(shift: Shift, grid: Grid, queryGrid: Grid): Float64Array {
  const anchor = anchorOf(shift, queryGrid)
  if (anchor !== undefined) return new Float64Array(grid.count).fill(anchor - shift.offset)
  return stepTimes({ ...grid, start: grid.start - shift.offset })
}

/**
 * The steps of a subquery whose windows end between `firstEnd` and `lastEnd`: multiples of its step in absolute time,
 * from inside the first window on. A count of 0 is possible.
 */
export function subqueryGrid(
  firstEnd: number,
  lastEnd: number,
  range: number,
  step: number,
  leftClosed: boolean,
): Grid {
  const left = firstEnd - range
  // Adding 0 makes 0 of a negative zero.
  const start = (leftClosed ? Math.ceil(left / step) : Math.floor(left / step) + 1) * step + 0
  return { start, step, count: Math.max(0, Math.floor((lastEnd - start) / step) + 1) }
}
