import { toGrid } from '../forecast/grid.ts'
import { findSeason } from '../forecast/season.ts'
import type { Samples } from '../samples.ts'
import { type Column, p50 } from '../summary/summary.ts'

/** Seasons in a series from which what is usual at a time of it can be told from what happened once. */
const fewestSeasons = 3
/** Steps of the grid on which a season is looked for. */
const most = 4000

/**
 * Finite samples without their season of a day or a week (UTC): each loses what is usual at its time of the season, the median over
 * seasons of how far samples then lie from the median of their own season. Without a season the samples as they are.
 */
export function withoutSeason(series: Samples): { values: Column; season: number | undefined } {
  const { times, values } = series
  const unchanged = { values, season: undefined }
  if (times.length < 2) return unchanged
  const grid = toGrid(series, most)
  const found = findSeason(grid.values, grid.step)
  if (found === undefined || grid.values.length < fewestSeasons * found.period) return unchanged
  // Seasons are counted from the first sample, so that all but the last are whole; that one is left out of what is usual.
  const sinceStart = times.map((time) => time - (times[0] ?? 0))
  const whole = Math.floor((grid.values.length * grid.step) / found.seconds)
  const slotOf = (at: number) => Math.round(((sinceStart[at] ?? 0) % found.seconds) / grid.step) % found.period
  const end = sinceStart.findIndex((since) => since >= whole * found.seconds)
  const known = end < 0 ? values : values.subarray(0, end)
  const seasonOf = (at: number) => Math.floor((sinceStart[at] ?? 0) / found.seconds)
  const levels = medians(known, seasonOf)
  const away = known.map((value, at) => value - (levels.get(seasonOf(at)) ?? 0))
  const usual = everySlot(medians(away, slotOf), found.period)
  return { values: values.map((value, at) => value - (usual[slotOf(at)] ?? 0)), season: found.seconds }
}

/** One value for each slot of a season; a slot that was never sampled has that of the one before. */
function everySlot(known: ReadonlyMap<number, number>, period: number): Column {
  let last = known.get(Math.max(...known.keys())) ?? 0
  return new Float64Array(period).map((_, slot) => {
    last = known.get(slot) ?? last
    return last
  })
}

/** The median of the values of each key. */
function medians(values: Column, keyOf: (at: number) => number): Map<number, number> {
  const groups = new Map<number, number[]>()
  for (const [at, value] of values.entries()) {
    const group = groups.get(keyOf(at))
    if (group === undefined) groups.set(keyOf(at), [value])
    else group.push(value)
  }
  return new Map([...groups].map(([key, group]) => [key, p50(Float64Array.from(group))]))
}
