import { describeDropped, finiteSamples } from '../change/finite-samples.ts'
import { studentTQuantile } from '../distribution/student-t.ts'
import type { Samples } from '../samples.ts'
import { type Column, max, min } from '../summary/summary.ts'
import { createOffsetOf } from '../wall-clock.ts'
import { type Backtest, backtest } from './backtest.ts'
import { type Grid, toGrid } from './grid.ts'
import { type ForecastMethod, forecastMethods, projections } from './methods.ts'
import { findSeason } from './season.ts'

export interface ForecastOptions {
  horizonSeconds: number
  /** By default the one whose forecasts of the last known values would have been best. */
  method?: ForecastMethod | 'auto'
  /** Share of cases in which a value lies inside its interval; 0.95 by default. */
  level?: number
  /** IANA zone whose wall clock daily seasons follow; UTC by default. */
  zone?: string
  /** Length of the season where it is known; by default a day or a week where the samples show it. */
  seasonSeconds?: number
}

export interface Forecast {
  status: 'judged' | 'too_little_data'
  method: ForecastMethod
  why: string
  baseline: string
  samples: number
  needed: number
  /** The level of the intervals. */
  threshold: number
  /** Seconds between the times. */
  step: number
  season: { seconds: number; correlation: number } | undefined
  /** The newest sample. */
  last: { time: number; value: number }
  times: Float64Array
  mean: Float64Array
  low: Float64Array
  high: Float64Array
  backtest: Backtest | undefined
  notes: string[]
}

/** Values on the even step, and steps ahead, beyond which the step is made coarser. */
const mostValues = 4000
const mostSteps = 4000
const needed = 10

/**
 * What comes after a series, with the interval of each step. Samples are put on an even step first; intervals are those of the
 * method, made wider where the last known values would have needed that. Throws a RangeError for options that mean nothing.
 */
export function forecast(series: Samples, options: ForecastOptions): Forecast {
  const { level = 0.95, zone = 'UTC', method = 'auto', horizonSeconds } = options
  checkOptions(level, options)
  const finite = finiteSamples(series)
  const dropped = describeDropped(finite)
  const size = finite.values.length
  const last = { time: finite.times[size - 1] ?? Number.NaN, value: finite.values[size - 1] ?? Number.NaN }
  const about = { samples: size, needed, threshold: level, last, baseline: 'the samples of the series itself' }
  const span = last.time - (finite.times[0] ?? Number.NaN)
  if (size < needed || !(span > 0)) {
    return tooLittle(about, method, dropped === undefined ? [] : [dropped])
  }
  const offsetOf = createOffsetOf(zone)
  const local = { times: finite.times.map((time) => time + offsetOf(time)), values: finite.values }
  // A long way ahead on a fine step is told on a coarser one.
  const grid = toGrid(local, Math.max(needed, Math.min(mostValues, (mostSteps * span) / horizonSeconds)))
  const { season, period } = seasonOf(grid, options)
  const length = Math.max(1, Math.ceil(horizonSeconds / grid.step))
  // The grid keeps wall-clock time, so that a clock that changes meanwhile needs a step more or less.
  const times = Float64Array.from({ length }, (_, step) => last.time + (step + 1) * grid.step)
  const steps = times.map((time) =>
    Math.max(0, Math.round((time + offsetOf(time) - grid.start) / grid.step) - grid.values.length),
  )
  const chosen = choose(grid.values, method, { period, steps: (max(steps) || 0) + 1, level })
  const projected = projections[chosen.method](grid.values, period, (max(steps) || 0) + 1)
  const reach = studentTQuantile((1 + level) / 2, projected.degrees) * (chosen.backtest?.widening ?? 1)
  const mean = steps.map((step) => projected.mean[step] ?? Number.NaN)
  const width = steps.map((step) => reach * (projected.deviation[step] ?? Number.NaN))
  return {
    status: 'judged',
    ...about,
    ...chosen,
    step: grid.step,
    season,
    ...{ times, mean },
    low: mean.map((value, step) => value - (width[step] ?? Number.NaN)),
    high: mean.map((value, step) => value + (width[step] ?? Number.NaN)),
    notes: [
      ...(dropped === undefined ? [] : [dropped]),
      ...seasonNotes(options, period),
      ...notesOf(grid, chosen.backtest, horizonSeconds, span),
    ],
  }
}

function seasonOf({ values, step }: Grid, { seasonSeconds }: ForecastOptions) {
  if (seasonSeconds === undefined) {
    const found = findSeason(values, step)
    return { season: found && { seconds: found.seconds, correlation: found.correlation }, period: found?.period ?? 0 }
  }
  const period = Math.round(seasonSeconds / step)
  const isEnough = period >= 2 && values.length >= 2 * period
  return {
    season: isEnough ? { seconds: seasonSeconds, correlation: Number.NaN } : undefined,
    period: isEnough ? period : 0,
  }
}

function seasonNotes({ seasonSeconds }: ForecastOptions, period: number): string[] {
  if (seasonSeconds === undefined || period > 0) return []
  return [`A season of ${seasonSeconds} s needs two steps, and the samples two of it, so that it is left out.`]
}

interface Choice {
  method: ForecastMethod
  why: string
  backtest: Backtest | undefined
}

/** The smallest error over the last known values; of methods nearly alike the first, which are ordered from what knows more. */
function choose(
  values: Column,
  method: ForecastMethod | 'auto',
  { period, steps, level }: { period: number; steps: number; level: number },
): Choice {
  const request = { period, steps, level, needed: Math.max(needed, 2 * period) }
  if (method !== 'auto') return { method, why: 'asked for', backtest: backtest(values, method, request) }
  const candidates = forecastMethods.filter((each) => each !== 'seasonal-naive' || period > 0)
  const tested = candidates.flatMap((each) => {
    const found = backtest(values, each, request)
    return found === undefined ? [] : [{ method: each, backtest: found }]
  })
  const [first, ...others] = tested
  if (first === undefined) {
    const fallback = period > 0 ? 'seasonal-naive' : 'holt-winters'
    return { method: fallback, why: 'too few samples to try methods on them', backtest: undefined }
  }
  const alike = 0.95
  const best = others.reduce(
    (least, each) => (each.backtest.error < alike * least.backtest.error ? each : least),
    first,
  )
  const beside = tested.map((each) => `${each.method} ${Number(each.backtest.error.toPrecision(3))}`).join(', ')
  const { horizon, samples } = best.backtest
  return {
    ...best,
    why: `smallest mean error over the last ${samples} values, forecast ${horizon} ${horizon === 1 ? 'step' : 'steps'} at a time: ${beside}`,
  }
}

function notesOf({ filled, values }: Grid, tested: Backtest | undefined, horizon: number, span: number): string[] {
  const isConstant = min(values) === max(values)
  return [
    ...(isConstant ? ['All samples are equal, so that nothing tells how far they may move.'] : []),
    ...(filled > 0
      ? [`${filled} of ${values.length} steps had no sample and lie on the line between their neighbours.`]
      : []),
    ...(horizon > span ? ['The horizon is longer than what is known of the series.'] : []),
    ...(tested === undefined ? ['Too few samples to try the method on them.'] : []),
    ...(tested !== undefined && tested.widening > 1
      ? [
          `Intervals are ${Number(tested.widening.toPrecision(3))} times as wide as the method's own, as its last errors needed.`,
        ]
      : []),
  ]
}

function tooLittle(
  about: Pick<Forecast, 'samples' | 'needed' | 'threshold' | 'last' | 'baseline'>,
  method: ForecastMethod | 'auto',
  notes: string[],
): Forecast {
  const none = new Float64Array(0)
  return {
    status: 'too_little_data',
    ...about,
    method: method === 'auto' ? 'drift' : method,
    why: `${about.samples} samples, of ${about.needed} needed`,
    ...{
      step: Number.NaN,
      season: undefined,
      times: none,
      mean: none,
      low: none,
      high: none,
      backtest: undefined,
      notes,
    },
  }
}

function checkOptions(level: number, { horizonSeconds, seasonSeconds }: ForecastOptions): void {
  if (!(horizonSeconds > 0 && Number.isFinite(horizonSeconds))) {
    throw new RangeError(`A horizon is a number of seconds above 0, not ${horizonSeconds}.`)
  }
  if (!(level > 0 && level < 1)) throw new RangeError(`The level of an interval is between 0 and 1, not ${level}.`)
  if (seasonSeconds !== undefined && !(seasonSeconds > 0)) {
    throw new RangeError(`A season is a number of seconds above 0, not ${seasonSeconds}.`)
  }
}
