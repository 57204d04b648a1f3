import { createOffsetOf } from '../wall-clock.ts'

const day = 86_400
/** Lengths of a slot, each of which divides a day. */
const slotLengths = [900, 1800, 3600, 7200, 10_800, 14_400, 21_600, 43_200] as const
const daysKept = 29
/** Longest slot whose neighbours are about the same time of day. */
const blurred = 1800

/** Means of a series over slots of the day, for as many days as a season is told by. */
export interface DaySlots {
  /** Slots of a day; 0 where the steps of the series are too long for any. */
  readonly perDay: number
  /** Adds a value to its slot, and says whether that is another slot than the last value's. */
  push(time: number, value: number): boolean
  /** Number of the slot of the last value; the same time a day later is `perDay` more. */
  readonly current: number
  /** Mean of a slot that is over; NaN where nothing was measured in it. */
  mean(slot: number): number
  /** Means of a slot, and of its neighbours where they are short, some periods of so many days ago each. */
  sameTime(periodDays: number, periods: number): number[]
}

export function createDaySlots(step: number, zone: string): DaySlots {
  const offsetOf = createOffsetOf(zone)
  const length = slotLengths.find((each) => each >= step) ?? Number.POSITIVE_INFINITY
  const perDay = Number.isFinite(length) ? day / length : 0
  const means = new Float64Array(daysKept * perDay).fill(Number.NaN)
  let current = Number.NaN
  let [sum, count] = [0, 0]

  function advanceTo(slot: number): void {
    if (count > 0) means[current % means.length] = sum / count
    const skipped = Math.min(slot - current - 1, means.length)
    for (let each = 1; each <= skipped; each++) means[(current + each) % means.length] = Number.NaN
    // What the slot held one turn of the ring ago is no mean of this one.
    means[slot % means.length] = Number.NaN
    current = slot
    sum = 0
    count = 0
  }

  function mean(slot: number): number {
    return slot >= 0 && slot < current && slot > current - means.length
      ? (means[slot % means.length] ?? Number.NaN)
      : Number.NaN
  }

  return {
    perDay,
    get current() {
      return current
    },
    mean,
    push(time, value) {
      if (perDay === 0) return false
      const slot = Math.floor((time + offsetOf(time)) / length)
      const isNew = slot !== current
      // The hour that a clock is turned back overwrites itself.
      if (isNew) advanceTo(slot)
      sum += value
      count++
      return isNew
    },
    sameTime(periodDays, periods) {
      const reach = length <= blurred ? 1 : 0
      const found: number[] = []
      for (let period = 1; period <= periods; period++) {
        for (let beside = -reach; beside <= reach; beside++) {
          const value = mean(current - period * periodDays * perDay + beside)
          if (!Number.isNaN(value)) found.push(value)
        }
      }
      return found
    },
  }
}
