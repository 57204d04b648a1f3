import { studentTQuantile } from '../distribution/student-t.ts'
import { type Column, quantile } from '../summary/summary.ts'
import { type ForecastMethod, projections } from './methods.ts'

/** How a method would have done on what is known by now. */
export interface Backtest {
  /** Mean absolute error in units of that of "as the step (or season) before" (Hyndman and Koehler 2006); NaN where that is 0. */
  mase: number
  /** Mean of 2·|error| / (|value| + |forecast|), 0 to 2. */
  smape: number
  /** Share of the values inside the method's own intervals. */
  coverage: number
  /** Steps ahead of each forecast that was judged. */
  horizon: number
  /** Values judged, over all forecasts. */
  samples: number
  /** Mean absolute error, in the unit of the values. */
  error: number
  /** Factor on the deviations with which the wanted share would have been inside. */
  widening: number
}

const mostOrigins = 5
/** Fewer values tell nothing of how wide intervals ought to be. */
const fewestForWidening = 20

export interface BacktestRequest {
  period: number
  steps: number
  level: number
  /** Values a method needs before its first forecast. */
  needed: number
}

/**
 * Forecasts the last values of a series from those before, from up to five origins one horizon apart; the horizon is that of the
 * request, or a fifth of the series where it is longer. Undefined where too little is left to forecast from.
 */
export function backtest(values: Column, method: ForecastMethod, request: BacktestRequest): Backtest | undefined {
  const { period, level, needed } = request
  const horizon = Math.max(1, Math.min(request.steps, Math.floor(values.length / 5)))
  const origins = Array.from({ length: mostOrigins }, (_, each) => values.length - horizon * (each + 1)).filter(
    (origin) => origin >= needed,
  )
  if (origins.length === 0) return undefined
  const errors: number[] = []
  const ratios: number[] = []
  let relative = 0
  let inside = 0
  for (const origin of origins) {
    const { mean, deviation, degrees } = projections[method](values.subarray(0, origin), period, horizon)
    const reach = studentTQuantile((1 + level) / 2, degrees)
    for (let step = 0; step < horizon; step++) {
      const [value, expected] = [values[origin + step] ?? Number.NaN, mean[step] ?? Number.NaN]
      const error = Math.abs(value - expected)
      const width = reach * (deviation[step] ?? Number.NaN)
      errors.push(error)
      // A forecast that is exact is inside an interval without width.
      ratios.push(error === 0 ? 0 : error / width)
      relative += error === 0 ? 0 : (2 * error) / (Math.abs(value) + Math.abs(expected))
      if (error <= width) inside++
    }
  }
  const samples = errors.length
  const error = errors.reduce((sum, each) => sum + each, 0) / samples
  const scale = naiveError(values, Math.max(1, period))
  return {
    ...{ horizon, samples, error },
    mase: scale > 0 ? error / scale : Number.NaN,
    smape: relative / samples,
    coverage: inside / samples,
    widening: samples < fewestForWidening ? 1 : Math.max(1, quantile(Float64Array.from(ratios), level)),
  }
}

function naiveError(values: Column, lag: number): number {
  let sum = 0
  for (let at = lag; at < values.length; at++)
    sum += Math.abs((values[at] ?? Number.NaN) - (values[at - lag] ?? Number.NaN))
  return sum / (values.length - lag)
}
