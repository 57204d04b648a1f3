import type { CollectRequest } from '@ocp-perf/metrics'
import type { Window } from '@ocp-perf/panel'
import type { Recording } from '@ocp-perf/promql'
import { aroundSeconds, day, fewestDays } from './past-limits.ts'

/** How far back samples can be asked for. */
export interface PastReach {
  /** Unix seconds; the window's end where it is not given. */
  now?: number | undefined
  /** How long a live source keeps samples, where it says so. */
  keptSeconds?: number | undefined
  /** How far back whoever asks wants to look, seconds, 30 days at most; the seven days before where nothing is said. */
  reachSeconds?: number | undefined
  /** Set where the source is a recording, whose past is what lies in it before the window. */
  recording?: Pick<Recording, 'start'> | undefined
}

/** Each day of the week once. */
const usualDays = 7
/** One request each. */
const mostDays = 30
/** A window has at most 300 points, the first included. */
const mostSteps = 299
/** Four scrapes of 15 s make the shortest rate window that is common, so that steps up to this do not widen rates. */
const harmlessStep = 60

/**
 * What to ask a collector for the past of a window, newest first: the hour before it and the same hours (one more on each
 * side, where 300 points allow) of the days before; where fewer than three of those are kept, or where the window is
 * a day or more, the time right before it. Every request has the window's own step, or one that widens no rate, as
 * figures over other stretches of time do not compare. Empty where nothing lies before the window, as in most recordings.
 */
export function pastRequests(window: Window, reach: PastReach = {}): CollectRequest[] {
  const earliest = earliestOf(window, reach)
  const { step, around } = gridOfDays(window)
  if (window.end - window.start + 2 * around < day) {
    const days = Array.from({ length: daysOf(reach) }, (_, back) => sameHours(window, around, back + 1))
    const kept = days.filter(({ start }) => start >= earliest)
    const before = { start: window.start - around, end: window.start }
    if (kept.length >= fewestDays) return [before, ...kept].flatMap((span) => request(span, step))
  }
  return rightBefore(window, earliest, daysOf(reach)).flatMap((span) => request(span, window.step))
}

interface Span {
  start: number
  end: number
}

function earliestOf({ start, end }: Window, { now = end, keptSeconds, reachSeconds, recording }: PastReach): number {
  const kept = keptSeconds === undefined ? Number.NEGATIVE_INFINITY : now - keptSeconds
  const wanted = reachSeconds === undefined ? Number.NEGATIVE_INFINITY : start - reachSeconds - aroundSeconds
  return Math.max(wanted, recording?.start ?? kept)
}

function daysOf({ reachSeconds }: PastReach): number {
  if (reachSeconds === undefined) return usualDays
  return Math.min(mostDays, Math.max(1, Math.floor(reachSeconds / day)))
}

/** The step and how many seconds of the same day on each side of the window's hours fit into 300 points of it. */
function gridOfDays({ start, end, step }: Window): { step: number; around: number } {
  const length = end - start
  const needed = Math.ceil((length + 2 * aroundSeconds) / (mostSteps * step))
  const harmless = Math.max(1, Math.floor(harmlessStep / step))
  const chosen = step * Math.min(needed, harmless)
  const room = Math.floor((mostSteps * chosen - length) / 2 / chosen) * chosen
  return { step: chosen, around: Math.max(0, Math.min(aroundSeconds, room)) }
}

function sameHours({ start, end }: Window, around: number, back: number): Span {
  return { start: start - back * day - around, end: end - back * day + around }
}

/** The days before a window, in as few requests as their points allow and no more of them than there would be days. */
function rightBefore({ start, end, step }: Window, earliest: number, days: number): Span[] {
  const oldest = Math.max(earliest, start - Math.max(days * day, end - start))
  const length = mostSteps * step
  return Array.from({ length: days }, (_, back) => ({
    start: Math.max(oldest, start - (back + 1) * length),
    end: start - back * length,
  }))
}

/** Nothing where a span has no room for two points. */
function request({ start, end }: Span, step: number): CollectRequest[] {
  if (end - start < 2 * step) return []
  return [{ start_time: timeText(start), end_time: timeText(end), step }]
}

function timeText(seconds: number): string {
  return new Date(Math.ceil(seconds * 1000)).toISOString()
}
