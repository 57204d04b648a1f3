import { type Frame, labelsKey, type Series } from '@ocp-perf/promql'

/**
 * Several answers as one past, by metric id: what was measured of earlier days, or taken from history. Points of the same
 * series are put in order of time; of two at the same time the one in the earlier answer counts.
 */
export function joinPast(answers: Iterable<ReadonlyMap<string, Frame>>): ReadonlyMap<string, Frame> {
  const parts = new Map<string, Frame[]>()
  for (const frames of answers) {
    for (const [id, frame] of frames) parts.set(id, [...(parts.get(id) ?? []), frame])
  }
  return new Map([...parts].map(([id, frames]) => [id, joinFrames(frames)]))
}

function joinFrames(frames: readonly Frame[]): Frame {
  const series = new Map<string, Series[]>()
  for (const each of frames.flatMap((frame) => frame.series)) {
    const key = labelsKey(each.labels)
    series.set(key, [...(series.get(key) ?? []), each])
  }
  return {
    series: [...series.values()].map((same) => ({ labels: same[0]?.labels ?? {}, ...joinColumns(same) })),
    warnings: [...new Set(frames.flatMap(({ warnings }) => warnings))],
    partial: frames.some(({ partial }) => partial),
  }
}

export type Columns = Pick<Series, 'times' | 'values'>

/** The points of several columns in order of time; of two at the same time the first column's counts. */
export function joinColumns(columns: readonly Columns[]): Columns {
  const [only] = columns
  if (columns.length === 1 && only !== undefined) return { times: only.times, values: only.values }
  const points = new Map<number, number>()
  for (const { times, values } of columns) {
    for (let index = 0; index < times.length; index++) {
      const time = times[index] ?? Number.NaN
      if (!points.has(time)) points.set(time, values[index] ?? Number.NaN)
    }
  }
  const times = Float64Array.from(points.keys()).sort()
  return { times, values: times.map((time) => points.get(time) ?? Number.NaN) }
}
