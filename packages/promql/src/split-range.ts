import { AppError } from '@ocp-perf/errors'
import { labelsKey } from './frame.ts'
import type { Frame, HistogramSample, RangeWindow, Series } from './source.ts'

/** Prometheus refuses ranges of more points (`exceeded maximum resolution of 11,000 points per timeseries`). */
export const maxPointsPerRequest = 11_000

/** More points than anyone draws or reads: a step that small is a mistake, and would cost hundreds of requests. */
const maxPointsPerRange = 100 * maxPointsPerRequest

/** The coarsest grid, so that a window with a long step still ends close to now. */
const coarsestGridMs = 60_000

/**
 * Seconds between the times at which a window of this step may start and end: what divides both the step and a minute,
 * so that the points of a window lie on it and none of its ends moves by more than a minute.
 */
export function gridOf(step: number): number {
  return greatestDivisor(Math.round(step * 1000), coarsestGridMs) / 1000
}

/**
 * The same window on the grid of its step (`gridOf`): start and end move down to it, by less than a step and a minute,
 * and the end further to the last point, start + k·step. The same question asked a moment later is then the same
 * request, which can be shared and cached, while a window that lies on the grid keeps its points.
 *
 * @throws AppError `invalid_input` for a window that is none; `too_large` for more than `maxPointsPerRange` points.
 */
export function alignWindow({ start, end, step }: RangeWindow): RangeWindow {
  // Whole milliseconds, as the API has no finer time, keep the grid free of rounding errors.
  const [startMs, endMs, stepMs] = [start, end, step].map((seconds) => Math.round(seconds * 1000))
  if (!isTime(startMs) || !isTime(endMs) || !isTime(stepMs) || stepMs <= 0) {
    throw new AppError('invalid_input', 'A range needs a start, an end and a positive step, as finite numbers.', {
      hint: 'Give start and end as unix seconds, and a step of at least 0.001 s.',
    })
  }
  if (endMs < startMs) {
    throw new AppError('invalid_input', 'The range ends before it starts.', { hint: 'Swap start and end.' })
  }
  const gridMs = greatestDivisor(stepMs, coarsestGridMs)
  const from = floorTo(startMs, gridMs)
  const window = toWindow(from, from + floorTo(floorTo(endMs, gridMs) - from, stepMs), stepMs)
  if (pointsOf(window) <= maxPointsPerRange) return window
  throw new AppError('too_large', `A range of ${pointsOf(window)} points per series is too fine.`, {
    hint: `Choose a step of at least ${Math.ceil((endMs - startMs) / 1000 / maxPointsPerRange)} s, or a shorter window.`,
  })
}

/** Points that a window asks for in each series. */
export function pointsOf({ start, end, step }: RangeWindow): number {
  return Math.floor(Math.round((end - start) * 1000) / Math.round(step * 1000)) + 1
}

/**
 * An aligned window in parts of at most `maxPoints` points, which follow one another without a gap or a shared point. The
 * cuts lie on multiples of a part's length, shifted by the phase of the window's points, so that the parts of a window
 * that moves on by whole steps stay the same.
 */
export function splitWindow(window: RangeWindow, maxPoints = maxPointsPerRequest): RangeWindow[] {
  if (pointsOf(window) <= maxPoints) return [window]
  const stepMs = Math.round(window.step * 1000)
  const endMs = Math.round(window.end * 1000)
  const lengthMs = stepMs * maxPoints
  const startMs = Math.round(window.start * 1000)
  const phaseMs = startMs - floorTo(startMs, stepMs)
  const parts: RangeWindow[] = []
  for (let from = startMs; from <= endMs; ) {
    const next = floorTo(from - phaseMs, lengthMs) + lengthMs + phaseMs
    parts.push(toWindow(from, Math.min(next - stepMs, endMs), stepMs))
    from = next
  }
  return parts
}

/** The answers to consecutive parts as one answer; a series may be missing from some of them. */
export function joinFrames(frames: readonly Frame[]): Frame {
  const [only] = frames
  if (only !== undefined && frames.length === 1) return only
  const pieces = new Map<string, Series[]>()
  for (const { series } of frames) {
    for (const piece of series) {
      const key = labelsKey(piece.labels)
      const before = pieces.get(key)
      if (before === undefined) pieces.set(key, [piece])
      else before.push(piece)
    }
  }
  return {
    series: [...pieces.values()].flatMap(joinSeries),
    warnings: [...new Set(frames.flatMap(({ warnings }) => warnings))],
    partial: frames.some(({ partial }) => partial),
  }
}

function joinSeries(pieces: readonly Series[]): Series[] {
  const [first] = pieces
  if (first === undefined) return []
  const histograms: HistogramSample[] = pieces.flatMap((piece) => [...(piece.histograms ?? [])])
  const columns = {
    labels: first.labels,
    times: concatenate(pieces.map(({ times }) => times)),
    values: concatenate(pieces.map(({ values }) => values)),
  }
  return [histograms.length === 0 ? columns : { ...columns, histograms }]
}

function concatenate(columns: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(columns.reduce((length, column) => length + column.length, 0))
  let offset = 0
  for (const column of columns) {
    whole.set(column, offset)
    offset += column.length
  }
  return whole
}

function isTime(milliseconds: number | undefined): milliseconds is number {
  return milliseconds !== undefined && Number.isSafeInteger(milliseconds)
}

function greatestDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestDivisor(other, one % other)
}

function floorTo(milliseconds: number, grid: number): number {
  return Math.floor(milliseconds / grid) * grid
}

function toWindow(startMs: number, endMs: number, stepMs: number): RangeWindow {
  return { start: startMs / 1000, end: endMs / 1000, step: stepMs / 1000 }
}
