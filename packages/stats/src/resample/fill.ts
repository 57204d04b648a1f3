import type { Column } from '../summary/summary.ts'

/** What stands in gaps: nothing, the sample before, the line between the samples on both sides, or zero. */
export const fillWays = ['none', 'previous', 'linear', 'zero'] as const
export type FillHow = (typeof fillWays)[number]

/**
 * Fills the gaps (NaN) of a column, the times of which ascend. None is filled that is longer than `maximumGap` seconds: for
 * `previous` from the sample before to the time in question, else from the sample before to the one behind. Where there is no
 * sample on one side, `linear` leaves the gap, and so does `zero` unless no maximum is given. The column itself is answered where
 * nothing is to be filled, else a new one.
 */
export function fill(times: Column, column: Column, how: FillHow, maximumGap = Number.POSITIVE_INFINITY): Column {
  if (Number.isNaN(maximumGap) || maximumGap < 0) {
    throw new RangeError(`A gap is filled up to some seconds, not ${maximumGap}.`)
  }
  if (how === 'none' || !hasGap(column)) return column
  const filled = column.slice()
  let before = -1
  for (let index = 0; index < column.length; index++) {
    if (!Number.isNaN(column[index] ?? Number.NaN)) {
      before = index
      continue
    }
    let behind = index + 1
    while (behind < column.length && Number.isNaN(column[behind] ?? Number.NaN)) behind++
    fillGap(times, filled, { before, behind, how, maximumGap })
    index = behind - 1
  }
  return filled
}

interface Gap {
  /** Index of the sample before; -1 for none. */
  before: number
  /** Index of the sample behind; the length of the column for none. */
  behind: number
  how: Exclude<FillHow, 'none'>
  maximumGap: number
}

function fillGap(times: Column, column: Column, { before, behind, how, maximumGap }: Gap): void {
  const start = times[before] ?? Number.NEGATIVE_INFINITY
  const end = times[behind] ?? Number.POSITIVE_INFINITY
  const isBounded = before >= 0 && behind < column.length
  const isShort = end - start <= maximumGap
  const from = column[before] ?? Number.NaN
  const to = column[behind] ?? Number.NaN
  for (let index = before + 1; index < behind; index++) {
    const time = times[index] ?? Number.NaN
    if (how === 'previous') {
      if (time - start <= maximumGap) column[index] = from
    } else if (how === 'zero') {
      if (isShort) column[index] = 0
    } else if (isBounded && isShort) {
      const share = (time - start) / (end - start)
      column[index] = from === to ? from : from * (1 - share) + to * share
    }
  }
}

function hasGap(column: Column): boolean {
  for (let index = 0; index < column.length; index++) if (Number.isNaN(column[index] ?? Number.NaN)) return true
  return false
}
