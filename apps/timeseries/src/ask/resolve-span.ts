import { AppError } from '@ocp-perf/errors'
import { parseDuration, resolveWindow } from '@ocp-perf/metrics'
import type { RangeWindow, Recording } from '@ocp-perf/promql'
import type { SpanInput } from './inputs.ts'

/** Analyses want many points, and this many are drawn, joined and judged in milliseconds. */
const usualPoints = 2_000
/** More than Prometheus gives at once, which is why ranges are fetched in parts. */
const mostPoints = 110_000
const longestDays = 400

interface Surroundings {
  now: number
  scrapeSeconds: number
  recording: Recording | undefined
}

/** The window that a call means, on the grid of its step. `invalid_input` says what cannot be and what to write instead. */
export function resolveSpan(input: SpanInput, { now, scrapeSeconds, recording }: Surroundings): RangeWindow {
  const { duration, start_time, end_time } = input
  const step = input.step === undefined ? undefined : readLength(input.step, 'step')
  return resolveWindow({ duration, start_time, end_time, step }, now, {
    recording,
    scrapeSeconds,
    points: usualPoints,
    mostPoints,
    maxSeconds: longestDays * 86_400,
  })
}

/** Whether a call is about a stretch of time; an end alone, or nothing, is a moment. */
export function namesSpan({ duration, start_time, step }: SpanInput): boolean {
  return [duration, start_time, step].some((each) => each !== undefined)
}

/** Seconds of a length of time, given as one or as a number; `invalid_input` unless positive. */
export function readLength(length: string | number, field: string): number {
  const text = String(length).trim()
  const seconds = /^[-+]?\d+(\.\d+)?$/.test(text) ? Number(text) : parseDuration(text)
  if (Number.isFinite(seconds) && seconds > 0) return seconds
  throw new AppError('invalid_input', `${field} is ${text}, which is no length of time.`, {
    hint: 'Give it as 30s, 5m or 1d, or as a positive number of seconds.',
  })
}
