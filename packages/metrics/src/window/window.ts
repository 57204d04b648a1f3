import { AppError } from '@ocp-perf/errors'
import type { Window } from '@ocp-perf/panel'
import { formatDuration } from '@ocp-perf/promql'
import type { WindowRequest } from '../collect-types.ts'
import { parseDuration } from './duration.ts'
import { alignWindow, chooseStep, maxPoints, type Span } from './grid.ts'
import { parseTime } from './time.ts'

export interface WindowLimits {
  /** The longest window. Default 31 days. */
  maxSeconds?: number | undefined
  /** How far back the source keeps samples, where it says so. */
  keptSeconds?: number | undefined
  /** The slowest scrape interval of what is looked at, which a step is never shorter than. Default 30. */
  scrapeSeconds?: number | undefined
}

const defaultLength = 3600
const defaultScrape = 30
const defaultLongest = 31 * 86_400
/** Clocks of caller, server and cluster may differ by this much. */
const clockSkew = 30
const forgottenSlack = 60

/**
 * The window that a caller asked for, on a grid of at most 300 points: see `resolveSpan` for what may be asked. The step
 * is the shortest easy one that is no shorter than a scrape, unless the request names one.
 */
export function resolveWindow(request: WindowRequest, now: number, limits: WindowLimits = {}): Window {
  const span = resolveSpan(request, now, limits)
  const length = span.end - span.start
  const { step } = request
  if (step !== undefined && !(step > 0 && step <= length && length / step < maxPoints)) {
    throw refusal(
      `a step of ${step} s does not fit a window of ${formatDuration(Math.round(length))}`,
      `A window has at most ${maxPoints} points and no step longer than itself: ask for ${chooseStep(length, 1)} s, or for none.`,
    )
  }
  return alignWindow(span, step ?? chooseStep(length, limits.scrapeSeconds ?? defaultScrape))
}

/**
 * The window that a caller asked for: `duration` up to `end_time` or now, `start_time` for `duration` or until
 * `end_time` or now; an hour up to now when nothing is said. A start and an end outrank a length. `invalid_input` for
 * an end that is not after the start, a future time, or more than the source keeps.
 */
function resolveSpan(request: WindowRequest, now: number, limits: WindowLimits = {}): Span {
  const length = request.duration === undefined ? undefined : parseDuration(request.duration)
  const longest = limits.maxSeconds ?? defaultLongest
  const start = request.start_time === undefined ? undefined : parseTime(request.start_time, now, 'start_time')
  const end = request.end_time === undefined ? undefined : parseTime(request.end_time, now, 'end_time')
  refuseFuture('start_time', start, now)
  refuseFuture('end_time', end, now)
  const latest = Math.min(end ?? now, now)
  const span =
    start === undefined ? before(latest, length) : from(start, latest, end === undefined ? length : undefined)
  if (span.end <= span.start) {
    throw refusal('the window ends before it starts', 'Give an end_time after the start_time, or a duration instead.')
  }
  if (span.end - span.start > longest) {
    throw refusal(
      `the window is ${formatDuration(Math.round(span.end - span.start))} long, more than the ${formatDuration(longest)} that can be asked for`,
      `Ask for at most ${formatDuration(longest)}, for example duration 7d.`,
    )
  }
  refuseForgotten(span, now, limits.keptSeconds)
  return span
}

/** A minute beyond is let through: clocks differ, and a window of just what is kept is a fair question. */
function refuseForgotten({ start }: Span, now: number, kept = Number.POSITIVE_INFINITY): void {
  if (start >= now - kept - forgottenSlack) return
  throw refusal(
    `the window starts ${formatDuration(Math.round(now - start))} ago, and this Prometheus keeps ${formatDuration(kept)}`,
    `Ask for at most ${formatDuration(kept)}.`,
  )
}

function before(end: number, length = defaultLength): Span {
  return { start: end - length, end }
}

function from(start: number, latest: number, length: number | undefined): Span {
  return { start, end: length === undefined ? latest : Math.min(start + length, latest) }
}

function refuseFuture(field: string, time: number | undefined, now: number): void {
  if (time === undefined || time <= now + clockSkew) return
  throw refusal(`${field} lies in the future`, 'Metrics exist up to now; leave end_time out to end there.')
}

function refusal(message: string, hint: string): AppError {
  return new AppError('invalid_input', message, { hint })
}
