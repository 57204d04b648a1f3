import type { Window } from '@ocp-perf/panel'

/** A stretch of the window in which something was so. Unix seconds. */
export interface Episode {
  from: number
  to: number
  /** Share of the series' points that were so. */
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
  const samples: { time: number; so: boolean }[] = []
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN
    if (!Number.isNaN(value)) samples.push({ time: times[index] ?? Number.NaN, so: isSo(value) })
  }
  const runs = lastingRuns(samples, Math.min(lasting, samples.length))
  const [first] = runs
  const last = runs.at(-1)
  if (first === undefined || last === undefined) return undefined
  return {
    from: samples[first.start]?.time ?? Number.NaN,
    to: samples[last.end]?.time ?? Number.NaN,
    share: samples.filter(({ so }) => so).length / samples.length,
    fromStart: first.start === 0 && (samples[0]?.time ?? 0) <= window.start + lateStart * window.step,
    ongoing: last.end >= samples.length - 2,
  }
}

interface Run {
  /** Indexes of its first and last point. */
  start: number
  end: number
}

/** Runs of at least `lasting` points that are so; a single point between two that is not does not part them. */
function lastingRuns(samples: readonly { so: boolean }[], lasting: number): Run[] {
  const runs: Run[] = []
  let run: (Run & { count: number }) | undefined
  const close = () => {
    if (run !== undefined && run.count >= lasting) runs.push({ start: run.start, end: run.end })
    run = undefined
  }
  samples.forEach(({ so }, index) => {
    if (!so) return
    if (run !== undefined && index - run.end > 2) close()
    run = run === undefined ? { start: index, end: index, count: 1 } : { ...run, end: index, count: run.count + 1 }
  })
  close()
  return runs
}

/** The samples of a series within a stretch, or outside it with a margin that keeps windowed rates from blurring its edges. */
export function samplesWithin({ times, values }: Columns, { from, to }: Pick<Episode, 'from' | 'to'>): Float64Array {
  return values.filter((_, index) => (times[index] ?? 0) >= from && (times[index] ?? 0) <= to)
}

export function samplesOutside(
  { times, values }: Columns,
  { from, to }: Pick<Episode, 'from' | 'to'>,
  margin: number,
): Float64Array {
  return values.filter((_, index) => (times[index] ?? 0) < from - margin || (times[index] ?? 0) > to + margin)
}
