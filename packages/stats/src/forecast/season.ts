import { trendLine } from '../change/trend-line.ts'
import type { Column } from '../summary/summary.ts'

const day = 86_400
const week = 7 * day
/** Autocorrelation from which a period counts. */
const fewest = 0.3
/** Samples that drift resemble those half a season before even more, which those of a season do not. */
const aboveHalf = 0.1
/** The week must tell so much more than the day, which has seven times as many samples for each of its steps. */
const betterBy = 0.1

/** A season: seconds, samples, and how much samples resemble those one season before (about their trend). */
export interface Season {
  seconds: number
  period: number
  correlation: number
}

/**
 * The season of a series on an even step: a day where there are two of them and samples resemble those of the day before
 * (autocorrelation above 0.3 once the trend is taken off, and more than half a day before), a week where there are three and they resemble those more. Other
 * lengths are for the caller to name.
 */
export function findSeason(values: Column, step: number): Season | undefined {
  const times = values.map((_, at) => at * step)
  const { residuals } = trendLine(times, values)
  const daily = seasonOf(residuals, step, { seconds: day, wanted: 2 })
  const weekly = seasonOf(residuals, step, { seconds: week, wanted: 3 })
  if (weekly === undefined) return daily
  return daily !== undefined && weekly.correlation < daily.correlation + betterBy ? daily : weekly
}

function seasonOf(
  residuals: Column,
  step: number,
  { seconds, wanted }: { seconds: number; wanted: number },
): Season | undefined {
  const period = Math.round(seconds / step)
  // Steps that do not divide the season would slide along it, and one of a single step is none.
  const isWhole = Math.abs(period * step - seconds) <= seconds * 1e-6
  if (!isWhole || period < 2 || residuals.length < wanted * period) return undefined
  const correlation = autocorrelation(residuals, period)
  const half = autocorrelation(residuals, period >> 1)
  return correlation > fewest && correlation > half + aboveHalf ? { seconds, period, correlation } : undefined
}

/** Σ eₜ·eₜ₊ₖ over the pairs / Σ e², each divided by how many there are; 0 where all are 0. */
function autocorrelation(residuals: Column, lag: number): number {
  let joint = 0
  let squares = 0
  for (let at = 0; at < residuals.length; at++) {
    const value = residuals[at] ?? Number.NaN
    squares += value * value
    if (at >= lag) joint += value * (residuals[at - lag] ?? Number.NaN)
  }
  const pairs = residuals.length - lag
  return squares > 0 && pairs > 0 ? joint / pairs / (squares / residuals.length) : 0
}
