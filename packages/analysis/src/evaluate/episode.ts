import type { Window } from '@ocp-perf/panel'
import { pointsOf } from '@ocp-perf/promql'

/** A stretch of the window in which something was so. Unix seconds. */
export interface Episode {
  from: number
  to: number
  /** Share of the window's points that were so; a series may have fewer. */
  share: number
  /** Whether it was so from the first point on, so that it began before. */
  fromStart: boolean
  /** Whether it still was so at the end, one point's lateness allowed. */
  ongoing: boolean
}

interface Columns {
  times: Float64Array
  values: Float64Array
}

interface Series extends Columns {
  window: Window
}

/** A windowed figure has no value for the first moments of what there is; steps. */
const lateStart = 3

/**
 * The stretch from the first lasting run of points that satisfy a test to the last: blips before and after it do not
 * count, gaps within it do not end it. `lasting` is how many points in a row make a run (fewer where the series has fewer).
 * Undefined where no run lasts.
 */
export function episodeOf(
  { times, values, window }: Series,
  isSo: (value: number) => boolean,
  lasting: number,
): Episode | undefined {
  // The places of samples that are so, counted among samples: most series have none, and are done with here.
  const so: number[] = []
  const at: number[] = []
  let samples = 0
  let firstTime = 0
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN
    if (Number.isNaN(value)) continue
    const time = times[index] ?? Number.NaN
    if (samples === 0) firstTime = time
    if (isSo(value)) {
      so.push(samples)
      at.push(time)
    }
    samples++
  }
  const runs = lastingRuns(so, Math.min(lasting, samples))
  const [first] = runs
  const last = runs.at(-1)
  if (first === undefined || last === undefined) return undefined
  return {
    from: at[first.start] ?? Number.NaN,
    to: at[last.end] ?? Number.NaN,
    share: so.length / Math.max(pointsOf(window), samples),
    fromStart: so[first.start] === 0 && firstTime <= window.start + lateStart * window.step,
    ongoing: (so[last.end] ?? 0) >= samples - 2,
  }
}

interface Run {
  /** Of its first and last point, as indexes of `so`. */
  start: number
  end: number
}

/** Runs of at least `lasting` points that are so; a single point between two that is not does not part them. */
function lastingRuns(so: readonly number[], lasting: number): Run[] {
  const runs: Run[] = []
  let start = 0
  for (let end = 0; end < so.length; end++) {
    if ((so[end + 1] ?? Number.POSITIVE_INFINITY) - (so[end] ?? 0) <= 2) continue
    if (end - start + 1 >= lasting) runs.push({ start, end })
    start = end + 1
  }
  return runs
}

/** The samples of a series within a stretch. */
export function samplesWithin({ times, values }: Columns, { from, to }: Pick<Episode, 'from' | 'to'>): Float64Array {
  return values.subarray(
    countWhile(times, (time) => time < from),
    countWhile(times, (time) => time <= to),
  )
}

/** The samples before a stretch, with a margin that keeps windowed rates from blurring its edge. */
export function samplesBefore(
  { times, values }: Columns,
  { from }: Pick<Episode, 'from'>,
  margin: number,
): Float64Array {
  return values.subarray(
    0,
    countWhile(times, (time) => time < from - margin),
  )
}

/** The samples before and after a stretch, with such a margin. */
export function samplesOutside(series: Columns, stretch: Pick<Episode, 'from' | 'to'>, margin: number): Float64Array {
  const before = samplesBefore(series, stretch, margin)
  const after = series.values.subarray(countWhile(series.times, (time) => time <= stretch.to + margin))
  const outside = new Float64Array(before.length + after.length)
  outside.set(before)
  outside.set(after, before.length)
  return outside
}

/** How many times satisfy a test before the first that does not; they ascend. */
function countWhile(times: Float64Array, isSo: (time: number) => boolean): number {
  let index = 0
  while (index < times.length && isSo(times[index] ?? Number.NaN)) index++
  return index
}
