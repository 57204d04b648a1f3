import type { Window } from '@ocp-perf/panel'
import { type Frame, pointsOf, type Series } from '@ocp-perf/promql'
import type { Metric } from '../catalog-schema.ts'

/** Times are kept to the millisecond. */
const halfMillisecond = 0.0005
/** A finer step that shows this much of what is recorded is preferred to one that shows all of it. */
const enough = 0.9
/** A gap this much longer than the gaps on both of its sides is a hole between runs, and no step. */
const holeFactor = 2

/**
 * The step that points were recorded at, in seconds: where runs at several steps overlap, the shortest that shows nine tenths
 * of the time that they cover, so that one part of a window does not outweigh the others. Undefined for too few points.
 */
export function recordedStep(frames: Iterable<Frame>): number | undefined {
  const all = new Set<number>()
  for (const { series } of frames) for (const { times } of series) for (const time of times) all.add(time)
  const times = Float64Array.from(all).sort()
  const gaps = times.subarray(1).map((time, index) => time - (times[index] ?? time))
  const steps = gaps.filter((gap, index) => gap <= holeFactor * Math.max(gaps[index - 1] ?? 0, gaps[index + 1] ?? 0))
  steps.sort()
  const covered = steps.reduce((sum, gap) => sum + gap, 0)
  let shown = 0
  return steps.find((gap) => {
    shown += gap
    return shown >= enough * covered
  })
}

/**
 * Recorded points on the grid of a window: each step shows the newest point that came since the step before, or the worst
 * one of a metric that counts single events. A step without a point has none.
 */
export function pointsOnGrid(frame: Frame, window: Window, metric: Metric): Frame {
  const isEvent = metric.bands?.hold === 'event'
  const isWorse = (next: number, shown: number) => (metric.better === 'higher' ? next < shown : next > shown)
  const replaces = (next: number, shown: number) => !isEvent || Number.isNaN(shown) || isWorse(next, shown)
  return { ...frame, series: frame.series.flatMap((series) => onGrid(series, window, replaces) ?? []) }
}

function onGrid(
  { labels, times, values }: Series,
  window: Window,
  replaces: (next: number, shown: number) => boolean,
): Series | undefined {
  const { start, step } = window
  const count = pointsOf(window)
  const found = { times: new Float64Array(count), values: new Float64Array(count), length: 0 }
  let at = times.findIndex((time) => time > start - step + halfMillisecond)
  for (let point = 0; point < count && at >= 0; point++) {
    const time = start + point * step
    let shown: number | undefined
    for (; at < times.length && (times[at] ?? time) <= time + halfMillisecond; at++) {
      const value = values[at] ?? Number.NaN
      if (shown === undefined || replaces(value, shown)) shown = value
    }
    if (shown === undefined) continue
    found.times[found.length] = time
    found.values[found.length] = shown
    found.length++
  }
  if (found.length === 0) return undefined
  return { labels, times: found.times.slice(0, found.length), values: found.values.slice(0, found.length) }
}
