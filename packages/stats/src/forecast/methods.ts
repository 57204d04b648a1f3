import { trendLine } from '../change/trend-line.ts'
import type { Column } from '../summary/summary.ts'
import { errorGrowth, extend, fitHoltWinters } from './holt-winters.ts'

export const forecastMethods = ['holt-winters', 'seasonal-naive', 'drift', 'linear'] as const
export type ForecastMethod = (typeof forecastMethods)[number]

/** Steps ahead with the standard deviation of what each will be off, and the degrees of freedom behind that. */
interface Projection {
  mean: Float64Array
  deviation: Float64Array
  degrees: number
}

/** Forecasts so many steps after values on an even step; `period` is the season in steps, 0 without one. */
type Project = (values: Column, period: number, steps: number) => Projection

/** All after Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3rd edition, 5.2, 5.5, 7 and 8. */
export const projections: Readonly<Record<ForecastMethod, Project>> = {
  'holt-winters': (values, period, steps) => {
    const { weights, state, squares, parameters } = fitHoltWinters(values, period)
    const degrees = Math.max(1, values.length - parameters)
    const deviation = Math.sqrt(squares / degrees)
    return {
      mean: extend(state, values.length, steps),
      deviation: errorGrowth(weights, period, steps).map((growth) => growth * deviation),
      degrees,
    }
  },
  'seasonal-naive': (values, period, steps) => {
    const lag = Math.max(1, period)
    const differences = values.slice(lag).map((value, at) => value - (values[at] ?? Number.NaN))
    const degrees = Math.max(1, differences.length)
    const deviation = Math.sqrt(sumOfSquares(differences) / degrees)
    const at = (step: number) => values.length - lag + (step % lag)
    return {
      mean: Float64Array.from({ length: steps }, (_, step) => values[at(step)] ?? Number.NaN),
      deviation: Float64Array.from({ length: steps }, (_, step) => deviation * Math.sqrt(Math.floor(step / lag) + 1)),
      degrees,
    }
  },
  drift: (values, _period, steps) => {
    const last = values[values.length - 1] ?? Number.NaN
    const rise = (last - (values[0] ?? Number.NaN)) / (values.length - 1)
    const errors = values.slice(1).map((value, at) => value - (values[at] ?? Number.NaN) - rise)
    const degrees = Math.max(1, errors.length - 1)
    const deviation = Math.sqrt(sumOfSquares(errors) / degrees)
    const ahead = Float64Array.from({ length: steps }, (_, step) => step + 1)
    return {
      mean: ahead.map((step) => last + step * rise),
      deviation: ahead.map((step) => deviation * Math.sqrt(step * (1 + step / (values.length - 1)))),
      degrees,
    }
  },
  linear: (values, _period, steps) => {
    const times = values.map((_, at) => at)
    const { slope, middle, meanTime, residuals, samples } = trendLine(times, values)
    const independent = Math.max(3, samples)
    const deviation = Math.sqrt(sumOfSquares(residuals) / Math.max(1, values.length - 2))
    const spread = (values.length * values.length - 1) / 12
    const away = Float64Array.from({ length: steps }, (_, step) => values.length + step - meanTime)
    return {
      mean: away.map((distance) => middle + slope * distance),
      // What is known of the line rests on as many independent samples as the residuals amount to.
      deviation: away.map((distance) => deviation * Math.sqrt(1 + (1 + (distance * distance) / spread) / independent)),
      degrees: Math.max(1, independent - 2),
    }
  },
}

function sumOfSquares(values: Column): number {
  return values.reduce((sum, value) => sum + value * value, 0)
}
