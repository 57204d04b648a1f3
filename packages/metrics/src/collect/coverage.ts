import type { Window } from '@ocp-perf/panel'
import { pointsOf } from '@ocp-perf/promql'
import { list } from './headline.ts'
import type { Reading } from './reading.ts'

/** Rates have no first points, so that a window is never quite full. */
const nearlyAll = 0.95
/** A metric of which this much less is recorded than of the others is named. */
const muchLess = 0.5

/** How much of a window runs recorded, and of which metrics much less: what nobody looked at is neither good nor bad. */
export function coverageNotes(readings: readonly Reading[], window: Window): string[] {
  const points = pointsOf(window)
  const times = readings.map((reading) => ({ reading, seen: timesOf(reading) }))
  const whole = new Set(times.flatMap(({ seen }) => [...seen])).size / points
  if (whole === 0) return []
  const less = times.filter(({ seen }) => seen.size > 0 && seen.size / points < muchLess * whole)
  return [
    ...(whole < nearlyAll
      ? [`Runs recorded ${percent(whole)} of this window, and verdicts are of that; shares are of the whole window.`]
      : []),
    ...(less.length > 0 ? [`Much less was recorded of ${list(less.map(({ reading }) => reading.result.title))}.`] : []),
  ]
}

function timesOf({ frame }: Reading): ReadonlySet<number> {
  return new Set(frame.series.flatMap(({ times }) => [...times]))
}

function percent(share: number): string {
  return `${Math.min(99, Math.max(1, Math.round(share * 100)))}%`
}
