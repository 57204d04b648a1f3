import { AppError } from '@ocp-perf/errors'
import type { Window } from '@ocp-perf/panel'
import { formatDuration, gridOf, type Recording } from '@ocp-perf/promql'
import type { WindowRequest } from '../collect-types.ts'
import { recordingSpan } from '../recording.ts'
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
  /** The most points of a window whose step is not named. Default 300. */
  points?: number | undefined
  /** The most points of a window whose step is named. Default 300. */
  mostPoints?: number | undefined
  /** Where the samples are a recording: windows keep within it, and `now` is its end. */
  recording?: Recording | undefined
}

/** A window, and how much of what a caller asked for lies before the recording that it is of. */
export interface ResolvedWindow {
  window: Window
  unseenSeconds: number
}

const defaultLength = 3600
const defaultScrape = 30
const defaultLongest = 31 * 86_400
/** Clocks of caller, server and cluster may differ by this much. */
const clockSkew = 30
const forgottenSlack = 60
/** A window that begins before a recording still is this long, for a recording may be of a single moment. */
const shortestOfRecording = 60

/**
 * The window that a caller asked for, on a grid of at most 300 points: see `resolveSpan` for what may be asked. The step
 * is the shortest easy one that is no shorter than a scrape, unless the request names one. `invalid_input` for more than
 * the source keeps; a window that begins before a recording is that recording's part of it.
 */
export function resolveWindow(request: WindowRequest, now: number, limits: WindowLimits = {}): Window {
  return resolveRequest(request, now, limits).window
}

/** `resolveWindow`, telling what of the window lies before a recording. */
export function resolveRequest(request: WindowRequest, now: number, limits: WindowLimits = {}): ResolvedWindow {
  const { recording, scrapeSeconds = defaultScrape, mostPoints = maxPoints } = limits
  const asked = resolveSpan(request, now, recording)
  const span = recording === undefined ? asked : withinRecording(asked, recording)
  refuseTooLong(span, limits.maxSeconds ?? defaultLongest)
  refuseForgotten(span, now, recording === undefined ? limits.keptSeconds : undefined)
  const length = span.end - span.start
  const { step = chooseStep(length, scrapeSeconds, limits.points) } = request
  if (request.step !== undefined && !(step > 0 && step <= length && length / step < mostPoints)) {
    throw refusal(
      `a step of ${step} s does not fit a window of ${formatDuration(Math.round(length))}`,
      `A window has at most ${mostPoints} points and no step longer than itself: ask for ${chooseStep(length, 1, mostPoints)} s, or for none.`,
    )
  }
  return {
    window: alignWindow(recording === undefined ? span : wholeMoment(span, step, recording), step),
    unseenSeconds: recording === undefined ? 0 : unseenOf(request, asked, recording),
  }
}

/**
 * The window that a caller asked for: `duration` up to `end_time` or now, `start_time` for `duration` or until
 * `end_time` or now; an hour up to now when nothing is said. A start and an end outrank a length. `invalid_input` for
 * an end that is not after the start, or a future time.
 */
function resolveSpan(request: WindowRequest, now: number, recording: Recording | undefined): Span {
  const { duration = request.recent } = request
  const length = duration === undefined ? undefined : parseDuration(duration)
  const start = request.start_time === undefined ? undefined : parseTime(request.start_time, now, 'start_time')
  const end = request.end_time === undefined ? undefined : parseTime(request.end_time, now, 'end_time')
  refuseFuture('start_time', start, now, recording)
  refuseFuture('end_time', end, now, recording)
  const latest = Math.min(end ?? now, now)
  const span =
    start === undefined ? before(latest, length) : from(start, latest, end === undefined ? length : undefined)
  if (span.end > span.start) return span
  throw refusal('the window ends before it starts', 'Give an end_time after the start_time, or a duration instead.')
}

/** The part of a window that a recording can tell of; `invalid_input` where there is none. */
function withinRecording({ start, end }: Span, recording: Recording): Span {
  if (end < recording.start) {
    throw refusal(`the window ends before ${recording.name} begins`, `Its data are of ${recordingSpan(recording)}.`)
  }
  return { start: Math.max(start, Math.min(Math.floor(recording.start), end - shortestOfRecording)), end }
}

/** A caller who named neither length nor start asked for what there is, and misses nothing. */
function unseenOf({ duration, start_time }: WindowRequest, asked: Span, recording: Recording): number {
  if (duration === undefined && start_time === undefined) return 0
  return Math.max(0, Math.floor(recording.start) - asked.start)
}

/** A recording of a moment would be lost to a window whose end moves down to its grid, so that this one moves up first. */
function wholeMoment({ start, end }: Span, step: number, recording: Recording): Span {
  const isMoment = recording.end - recording.start < shortestOfRecording && end >= recording.end
  return { start, end: isMoment ? Math.ceil(end / gridOf(step)) * gridOf(step) : end }
}

function refuseTooLong({ start, end }: Span, longest: number): void {
  if (end - start <= longest) return
  throw refusal(
    `the window is ${formatDuration(Math.round(end - start))} long, more than the ${formatDuration(longest)} that can be asked for`,
    `Ask for at most ${formatDuration(longest)}, for example duration 7d.`,
  )
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

function refuseFuture(field: string, time: number | undefined, now: number, recording: Recording | undefined): void {
  if (time === undefined || time <= now + clockSkew) return
  if (recording !== undefined) {
    throw refusal(`${field} lies after the end of ${recording.name}`, `Its data are of ${recordingSpan(recording)}.`)
  }
  throw refusal(`${field} lies in the future`, 'Metrics exist up to now; leave end_time out to end there.')
}

function refusal(message: string, hint: string): AppError {
  return new AppError('invalid_input', message, { hint })
}
