import type { Frame, Labels, Series } from '@ocp-perf/promql'

/** A point of a line: unix milliseconds and the value, null where the line is broken. */
export type Point = [time: number, value: number | null]

/** The series of a frame whose labels are all among these, since a row may have been given more. */
export function findSeries(frame: Frame | undefined, labels: Labels): Series | undefined {
  return frame?.series.find((series) => Object.entries(series.labels).every(([key, value]) => labels[key] === value))
}

/**
 * The points of a series. What is no finite number breaks the line, and so does a distance of more than 1.5 steps:
 * nothing is drawn where nothing was measured.
 */
export function pointsOf({ times, values }: Series, step: number): Point[] {
  const points: Point[] = []
  let previous = Number.NaN
  for (let index = 0; index < times.length; index++) {
    const time = times[index] ?? Number.NaN
    const value = values[index] ?? Number.NaN
    if (time - previous > 1.5 * step) points.push([(previous + step) * 1000, null])
    points.push([time * 1000, Number.isFinite(value) ? value : null])
    previous = time
  }
  return points
}

/** Lowest and highest value of some lines; undefined where there is none. */
export function rangeOf(lines: readonly (readonly Point[])[]): { min: number; max: number } | undefined {
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  for (const points of lines) {
    for (const [, value] of points) {
      if (value === null) continue
      if (value < min) min = value
      if (value > max) max = value
    }
  }
  return max < min ? undefined : { min, max }
}
