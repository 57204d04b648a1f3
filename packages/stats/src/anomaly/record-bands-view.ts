import type { RangeWindowOptions } from '../window/range-window.ts'
import { createLevelShift } from './level-shift.ts'
import type { AnomalyDirection } from './options.ts'
import { createRecords, type Range } from './records.ts'
import { inDirection, type View, type ViewName } from './view.ts'

const day = 86_400
/** How much a record of each view counts beside one of the value. */
const weights = { value: 1, level: 0.4, dayBefore: 0.1 } as const
/** Samples without which no value is judged. */
export const recordBandsNeed = 100
/** Differences without which none is judged; they begin later than values. */
const needed = 20

export interface RecordBandsOptions {
  /** How far back a range reaches. */
  lookback: RangeWindowOptions
  /** Samples of a level, and of the mean that is compared with the day before. */
  shift: number
  smooth: number
  direction: AnomalyDirection
}

/**
 * Records of three views, each beside the range that it has had so far: the value, its level less the level just before, and
 * its short mean less the one a day earlier. A score is the largest weighted excess, in widths of a range.
 */
export function createRecordBandsView({ lookback, shift, smooth, direction }: RecordBandsOptions): View {
  const values = createRecords(lookback, recordBandsNeed)
  const levels = createRecords(lookback, needed)
  const days = createRecords(lookback, needed)
  const levelShift = createLevelShift(shift)
  const dayBefore = createDayBefore(smooth)
  let name: ViewName = 'value'
  let center = Number.NaN
  return {
    get name() {
      return name
    },
    push(time, value) {
      const change = levelShift.push(value)
      const against = dayBefore.push(time, value)
      const record = values.push(time, value)
      const scores = {
        value: inDirection(weights.value * record, direction),
        level: inDirection(weights.level * pushKnown(levels, time, change), direction),
        'day-before': inDirection(weights.dayBefore * pushKnown(days, time, against), direction),
      }
      name = largest(scores)
      center = name === 'value' ? middleOf(values.range) : name === 'level' ? levelShift.before : dayBefore.mean
      return Number.isNaN(record) ? Number.NaN : scores[name]
    },
    band() {
      if (name === 'value') return { ...values.range, center }
      const { low, high } = (name === 'level' ? levels : days).range
      return { low: center + low, high: center + high, center }
    },
    restart() {
      levelShift.restart()
      dayBefore.restart()
    },
  }
}

function middleOf({ low, high }: Range): number {
  return low + (high - low) / 2
}

type Scores = Record<'value' | 'level' | 'day-before', number>

function largest(scores: Scores): keyof Scores {
  const value = Math.abs(scores.value)
  const level = Math.abs(scores.level)
  const against = Math.abs(scores['day-before'])
  if (value >= level && value >= against) return 'value'
  return level >= against ? 'level' : 'day-before'
}

function pushKnown(records: ReturnType<typeof createRecords>, time: number, value: number): number {
  return Number.isNaN(value) ? 0 : records.push(time, value) || 0
}

/** Mean of the last rows less the same mean 24 hours earlier; NaN until there is one. */
function createDayBefore(rows: number) {
  const kept = new Float64Array(rows)
  let past: { time: number; mean: number }[] = []
  let [seen, sum, first, mean] = [0, 0, 0, Number.NaN]
  return {
    /** The mean a day earlier. */
    get mean() {
      return mean
    },
    push(time: number, value: number): number {
      const slot = seen % rows
      sum += value - (kept[slot] ?? 0)
      kept[slot] = value
      if (++seen < rows) return Number.NaN
      const now = sum / rows
      past.push({ time, mean: now })
      while ((past[first + 1]?.time ?? Number.POSITIVE_INFINITY) <= time - day) first++
      if (first > past.length / 2) {
        past = past.slice(first)
        first = 0
      }
      const then = past[first]
      mean = then !== undefined && then.time <= time - day ? then.mean : Number.NaN
      return now - mean
    },
    restart(): void {
      kept.fill(0)
      past = []
      seen = 0
      sum = 0
      first = 0
    },
  }
}
