import { interpolate } from '../summary/summary.ts'
import { createDaySlots } from './day-slots.ts'
import { measureSeasonality, type Seasonality, seasonalFrom } from './seasonality.ts'

/** What a series usually is at a time of day, and by how much it was off. */
export interface Season {
  /**
   * Looks a value up, then remembers it: what is usual at this time of the last seven days; NaN before there are two
   * of them, or where nothing is known of this time of day.
   */
  push(time: number, value: number): number
  /** The same of this time on the same weekday of the last three weeks, where weeks differ; else NaN. */
  readonly weekly: number
  /** What the last look, once a day, made of the series. */
  readonly found: Seasonality
  readonly isDaily: boolean
}

const daysBack = 7
const weeksBack = 3

export function createSeason(step: number, zone: string): Season {
  const slots = createDaySlots(step, zone)
  let found: Seasonality = { daily: Number.NaN, weekly: Number.NaN }
  let [daily, weekly] = [Number.NaN, Number.NaN]
  let nextLook = Number.NaN
  return {
    push(time, value) {
      if (!slots.push(time, value)) return daily
      if (Number.isNaN(nextLook)) nextLook = slots.current + 2 * slots.perDay
      if (slots.current >= nextLook) {
        found = measureSeasonality(slots)
        nextLook = slots.current + slots.perDay
      }
      daily = medianOf(slots.sameTime(1, daysBack))
      weekly = found.weekly >= seasonalFrom ? medianOf(slots.sameTime(7, weeksBack)) : Number.NaN
      return daily
    },
    get weekly() {
      return weekly
    },
    get found() {
      return found
    },
    get isDaily() {
      return found.daily >= seasonalFrom
    },
  }
}

function medianOf(values: number[]): number {
  return interpolate(Float64Array.from(values).sort(), 0.5)
}
