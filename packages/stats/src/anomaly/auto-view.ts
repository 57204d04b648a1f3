import { createIncidentBudget } from './incident-budget.ts'
import { createLevelShift } from './level-shift.ts'
import type { AnomalyDirection } from './options.ts'
import { createRecords } from './records.ts'
import type { Season } from './season.ts'
import { createUsual } from './seasonal-view.ts'
import { createSpread } from './spread.ts'
import { type Band, bothOf, inDirection, type View, type ViewName } from './view.ts'

const day = 86_400

/** What each view needs to alert: records in widths of the range, distances in robust standard deviations. */
const limits = {
  record: 0.03,
  recordDistance: 5,
  heldRecord: 0.01,
  distance: 8,
  heldDistance: 5,
  shift: 0.1,
  shiftDistance: 4,
} as const

/** Samples, or a day, before a range says something. */
const rangeNeeds = 100
/** How far back records are told. */
export const autoRangeSeconds = 14 * day
const shiftSeconds = 2 * 3600
/** Samples of a level at most, so that steps of less than some seconds cost no more than others. */
export const longestShift = 1024

interface AutoOptions {
  /** Samples that a spread is taken over. */
  rows: number
  zone: string
  direction: AnomalyDirection
}

export interface AutoView extends View {
  /** Whether days and weeks repeat, as far as is known. */
  readonly season: Season
}

/**
 * Looks at a series as an operator would: is the value a record of two weeks (far out at once, or twice in a row); is it far
 * from what is usual (at this time of day, where days repeat); did the level shift as never before. Scores are multiples of
 * what each of these needs to alert, so that 1 is an alert.
 */
export function createAutoView(step: number, { rows, zone, direction }: AutoOptions): AutoView {
  const records = createRecords({ seconds: autoRangeSeconds }, rangeNeeds)
  const plain = createSpread(rows)
  const usual = createUsual(rows, step, zone)
  const shift = createLevelShift(Math.min(longestShift, Math.max(3, Math.round(shiftSeconds / step))))
  const shiftRecords = createRecords({ seconds: autoRangeSeconds }, rangeNeeds)
  const shifts = createSpread(rows)
  const budget = createIncidentBudget()
  const wanted = (score: number) => inDirection(score, direction)
  let begin = Number.NaN
  let name: ViewName = 'value'
  let [center, scale] = [Number.NaN, Number.NaN]
  let previous = 0
  let isHeld = false
  let usualWithin: number = limits.distance

  function judgeRecord(time: number, value: number, distance: number): number {
    const record = records.push(time, value)
    const farOut = bothOf(record / limits.record, distance / limits.recordDistance)
    const held = time - begin >= day ? records.held / limits.heldRecord : 0
    isHeld = Math.abs(held) > Math.abs(farOut)
    return wanted(isHeld ? held : farOut)
  }

  function judgeDistance(time: number, distance: number): number {
    const held = bothOf(distance, previous) / limits.heldDistance
    const alone = distance / limits.distance
    previous = distance
    usualWithin = Math.abs(held) > Math.abs(alone) ? limits.heldDistance : limits.distance
    return budget.against(time, wanted(larger(alone, held)))
  }

  function judgeShift(time: number, value: number): number {
    const difference = shift.push(value)
    if (Number.isNaN(difference)) return 0
    const record = shiftRecords.push(time, difference)
    const distance = shifts.push(difference, plain.center)
    return wanted(bothOf(record / limits.shift, distance / limits.shiftDistance))
  }

  return {
    season: usual.season,
    get name() {
      return name
    },
    push(time, value) {
      if (Number.isNaN(begin)) begin = time
      const distance = plain.push(value)
      const unusual = usual.push(time, value, plain.center)
      const record = judgeRecord(time, value, distance)
      const seasonal = usual.season.isDaily && !Number.isNaN(unusual)
      const spread = judgeDistance(time, seasonal ? unusual : distance)
      const level = judgeShift(time, value)
      if (Number.isNaN(distance)) return Number.NaN
      const score = larger(larger(record, spread), level)
      name = score === record ? 'value' : score === level ? 'level' : seasonal ? 'season' : 'spread'
      center = name === 'season' ? usual.center : name === 'level' ? shift.before : plain.center
      scale = name === 'season' ? usual.scale : plain.scale
      return score
    },
    band(): Band {
      if (name === 'value') return { ...(isHeld ? records.heldRange : records.range), center }
      if (name === 'level') {
        const { low, high } = shiftRecords.range
        return { low: center + low, high: center + high, center }
      }
      return { low: center - usualWithin * scale, high: center + usualWithin * scale, center }
    },
    restart() {
      shift.restart()
      previous = 0
    },
  }
}

function larger(one: number, other: number): number {
  return Math.abs(other) > Math.abs(one) || Number.isNaN(one) ? other : one
}
