import { type Column, count } from './summary/summary.ts'

/** Which side of a limit is bad. A value that equals the limit is on neither side. */
export type Side = 'above' | 'below'

/** Number of samples on the bad side of a limit; a NaN is none. */
export function countBeyond(values: Column, limit: number, side: Side): number {
  let beyond = 0
  if (side === 'above') {
    for (let index = 0; index < values.length; index++) if ((values[index] ?? Number.NaN) > limit) beyond++
  } else {
    for (let index = 0; index < values.length; index++) if ((values[index] ?? Number.NaN) < limit) beyond++
  }
  return beyond
}

/** Share (0 to 1) of the samples that are on the bad side of a limit; NaN without a sample. */
export function shareBeyond(values: Column, limit: number, side: Side): number {
  const samples = count(values)
  return samples === 0 ? Number.NaN : countBeyond(values, limit, side) / samples
}

/**
 * Index of the first of the newest samples that are all on the bad side of a limit; -1 when the newest is not. A NaN
 * neither belongs to them nor ends them.
 */
export function latestRunStart(values: Column, limit: number, side: Side): number {
  let start = -1
  for (let index = values.length - 1; index >= 0; index--) {
    const value = values[index] ?? Number.NaN
    if (Number.isNaN(value)) continue
    if (side === 'above' ? value <= limit : value >= limit) break
    start = index
  }
  return start
}

/** Time of the first sample on the bad side of a limit; NaN when there is none. Times ascend. */
export function firstBeyond(times: Column, values: Column, limit: number, side: Side): number {
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN
    if (side === 'above' ? value > limit : value < limit) return times[index] ?? Number.NaN
  }
  return Number.NaN
}
