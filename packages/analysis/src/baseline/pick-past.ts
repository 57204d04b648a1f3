import type { Window } from '@ocp-perf/panel'
import type { Columns } from './join-past.ts'
import { day, fewestDays } from './past-limits.ts'

/** Fewer samples than this say little of a median's spread. */
const fewestSamples = 30
const shortestSeconds = 3600

/** The part of a series' past that its present is held against. */
export interface Past {
  values: Float64Array
  /** How many days they are of: before the window by up to a day is the first. */
  days: number
  /** Whether they are of the same hours only; false where those are too few, so that all of the past stands for them. */
  sameHours: boolean
  /** Seconds from the first to the last of them. */
  spanSeconds: number
  /** Too little to call anything usual: fewer than 30 samples, or less than an hour. */
  thin: boolean
  /** The same with what lies right before the window: where to look for a change of level. In order of time. */
  trend: Columns
}

/**
 * What of a past to compare with: the same time of day, give or take `around` seconds, of earlier days where three of them
 * are known, else all of it. Nothing of the window itself; NaN and infinities are no samples.
 */
export function pickPast(columns: Columns, window: Window, around: number): Past {
  const { times, values } = columns
  const back = times.map((time, index) => {
    const isKnown = time < window.start && Number.isFinite(values[index])
    return isKnown ? daysBack(time, window, around) : Number.NaN
  })
  const earlier = keep(columns, back, (days) => days > 0)
  const days = distinct(back.filter((each) => each > 0))
  const same = pastOf(earlier, days, true)
  if (days >= fewestDays && !same.thin) return { ...same, trend: keep(columns, back, (each) => each >= 0) }
  const all = keep(columns, back, (each) => !Number.isNaN(each))
  const allDays = distinct(all.times.map((time) => Math.ceil((window.start - time) / day)))
  return { ...pastOf(all, allDays, false), trend: all }
}

/** How many days ago it was the same time of day; 0 for right before the window, -1 for another time of day. */
function daysBack(time: number, { start, end }: Window, around: number): number {
  const back = Math.max(1, Math.ceil((start - time - around) / day))
  if (time <= end - back * day + around) return back
  return time >= start - around ? 0 : -1
}

function keep({ times, values }: Columns, back: Float64Array, isWanted: (back: number) => boolean): Columns {
  const isKept = (_: number, index: number) => isWanted(back[index] ?? Number.NaN)
  return { times: times.filter(isKept), values: values.filter(isKept) }
}

/** How many different values follow each other; equal ones are neighbours. */
function distinct(values: Float64Array): number {
  let changes = 0
  for (let index = 0; index < values.length; index++) if (index === 0 || values[index] !== values[index - 1]) changes++
  return changes
}

function pastOf({ times, values }: Columns, days: number, sameHours: boolean): Omit<Past, 'trend'> {
  const spanSeconds = (times.at(-1) ?? 0) - (times[0] ?? 0)
  const thin = values.length < fewestSamples || spanSeconds < shortestSeconds
  return { values, days, sameHours, spanSeconds, thin }
}
