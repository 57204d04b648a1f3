export interface Reading {
  column: number
  /** Unix milliseconds, ascending. */
  times: Float64Array
  /** Which of the times; `to` is excluded. */
  from: number
  to: number
  /** When counting began. Unix seconds. */
  since: number
  /** Gets the totals at the places of their times. */
  out: Float64Array
}

export interface EventReading extends Reading {
  /** The column that counts all of them, and times how many of it there are. */
  events: number
  factor: number
}

/** Totals that are added up tick by tick. */
interface TickTotals {
  /** The totals of a chunk, a row for each column, up to so many of its ticks at least. */
  rowsOf(chunk: number, ticks: number): Float64Array
  rowLength: number
  ticksPerChunk: number
  /** The total at a time. Unix seconds. */
  totalAt(since: number, column: number): number
  /** Ticks since 1970 before the first, and milliseconds of one. */
  firstTick: number
  tickMs: number
}

/**
 * Reads the totals as they were at the last whole event before a time, or a chunk before it where that is later. Where that is
 * does not depend on the column, and is found once for all columns of the same times.
 */
export function createEventReader(totals: TickTotals): (reading: EventReading) => void {
  const known = new WeakMap<Float64Array, Map<string, Float64Array>>()
  const placesOf = (reading: EventReading): Float64Array => {
    const { times, from, factor, since } = reading
    const key = `${from} ${since} ${factor}`
    const ofTimes = known.get(times) ?? new Map<string, Float64Array>()
    known.set(times, ofTimes)
    const places = ofTimes.get(key) ?? findPlaces(reading, totals)
    ofTimes.set(key, places)
    return places
  }
  return (reading) => {
    const { from, to, since, out, column } = reading
    if (from >= to) return
    const begin = totals.totalAt(since, column)
    const at = createLookup(column, reading, totals)
    for (const [index, place] of placesOf(reading).entries()) {
      out[from + index] = Number.isNaN(place) ? 0 : at.total(place) - begin
    }
  }
}

/** Ticks at which the events of each time were whole; NaN before the first of them. */
function findPlaces(reading: EventReading, totals: TickTotals): Float64Array {
  const { events, factor, times, from, to, since } = reading
  const { firstTick, tickMs, ticksPerChunk } = totals
  const first = totals.totalAt(since, events)
  const at = createLookup(events, reading, totals)
  const places = new Float64Array(to - from)
  let counted = Number.NaN
  let reached = 0
  for (let index = 0; index < places.length; index++) {
    const place = Math.max(0, (times[from + index] ?? 0) / tickMs - firstTick)
    const count = Math.floor(factor * (at.total(place) - first))
    const earliest = Math.max(0, Math.floor(place) - ticksPerChunk)
    if (count !== counted) reached = at.reached(first + count / factor, place, earliest)
    counted = count
    places[index] = count > 0 ? Math.min(place, Math.max(reached, earliest)) : Number.NaN
  }
  return places
}

/** Looks up the totals of a column, most of them near each other. */
function createLookup(column: number, { times, to }: EventReading, totals: TickTotals) {
  const { rowsOf, rowLength, ticksPerChunk, firstTick, tickMs } = totals
  const lastTick = Math.max(0, Math.floor((times[to - 1] ?? 0) / tickMs) - firstTick)
  let held = -1
  let rows: Float64Array = new Float64Array(0)
  let before = 0
  let after = 0
  const go = (tick: number) => {
    const chunk = Math.floor(tick / ticksPerChunk)
    const within = tick - chunk * ticksPerChunk
    if (chunk !== held) {
      rows = rowsOf(chunk, Math.min(ticksPerChunk, lastTick + 1 - chunk * ticksPerChunk))
      held = chunk
    }
    before = rows[column * rowLength + within] ?? 0
    after = rows[column * rowLength + within + 1] ?? 0
  }
  return {
    total(place: number): number {
      const tick = Math.floor(place)
      go(tick)
      return before + (after - before) * (place - tick)
    },
    /** Where it came to a level before a place; the earliest of them where it was there already. */
    reached(level: number, place: number, earliest: number): number {
      for (let tick = Math.floor(place); tick >= earliest; tick--) {
        go(tick)
        if (before <= level) return tick + (after > before ? Math.min(1, (level - before) / (after - before)) : 1)
      }
      return earliest
    },
  }
}
