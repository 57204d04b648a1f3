import { interpolate } from '../summary/summary.ts'
import type { DaySlots } from './day-slots.ts'

/** How much of a series comes again after a day and after a week: autocorrelations, NaN where too little is known. */
export interface Seasonality {
  daily: number
  weekly: number
}

/** An autocorrelation from which on a season is taken for one. */
export const seasonalFrom = 0.3
const daysSeen = 28
const needed = { daily: 2, weekly: 21 }

/**
 * Autocorrelation at lags of one and of seven days of the slots of the last four weeks. Without the level of
 * each day, so that neither a trend nor a change of level passes for a season (a week keeps its days' levels, which are its
 * season), and with the outermost 2 % pulled in, so that no single incident makes or hides one.
 */
export function measureSeasonality(slots: DaySlots): Seasonality {
  const { perDay, current } = slots
  const size = daysSeen * perDay
  const all = Float64Array.from({ length: size }, (_, index) => slots.mean(current - size + index))
  const known = all.findIndex((value) => !Number.isNaN(value))
  const days = known < 0 ? 0 : (size - known) / perDay
  const column = all.subarray(size - Math.ceil(days) * perDay)
  return {
    daily: days < needed.daily ? Number.NaN : autocorrelation(withoutDays(column, perDay), perDay),
    weekly: days < needed.weekly ? Number.NaN : autocorrelation(pulledIn(column), 7 * perDay),
  }
}

/** Less the medians of its days, which a line joins from one noon to the next: cut off at midnight, a trend would be a season. */
function withoutDays(column: Float64Array, perDay: number): Float64Array {
  const days = Math.ceil(column.length / perDay)
  const medians = Array.from({ length: days }, (_, index) =>
    interpolate(sortedOf(column.subarray(index * perDay, (index + 1) * perDay)), 0.5),
  )
  const levels = column.map((_, index) => {
    const at = (index + 0.5) / perDay - 0.5
    const before = Math.min(Math.max(0, Math.floor(at)), days - 2)
    const [earlier = Number.NaN, later = Number.NaN] = medians.slice(before, before + 2)
    return earlier + (at - before) * (later - earlier)
  })
  return pulledIn(column.map((value, index) => value - (levels[index] ?? Number.NaN)))
}

function pulledIn(column: Float64Array): Float64Array {
  const sorted = sortedOf(column)
  const [low, high] = [interpolate(sorted, 0.02), interpolate(sorted, 0.98)]
  return column.map((value) => Math.min(high, Math.max(low, value)))
}

function sortedOf(column: Float64Array): Float64Array {
  return column.filter((value) => !Number.isNaN(value)).sort()
}

/** Pearson's correlation of a column with itself some places later; 0 of what does not vary. */
function autocorrelation(column: Float64Array, lag: number): number {
  let [pairs, x, y, xx, yy, xy] = [0, 0, 0, 0, 0, 0]
  for (let index = lag; index < column.length; index++) {
    const now = column[index] ?? Number.NaN
    const then = column[index - lag] ?? Number.NaN
    if (Number.isNaN(now) || Number.isNaN(then)) continue
    pairs++
    x += now
    y += then
    xx += now * now
    yy += then * then
    xy += now * then
  }
  const spread = Math.sqrt((pairs * xx - x * x) * (pairs * yy - y * y))
  return spread > 0 ? (pairs * xy - x * y) / spread : 0
}
