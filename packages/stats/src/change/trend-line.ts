import { studentTTwoSided } from '../distribution/student-t.ts'
import { type Column, mean } from '../summary/summary.ts'
import { slope } from './change.ts'
import { effectiveSamples, neighbourCorrelation } from './noise.ts'

/** A least-squares line through finite samples. */
export interface TrendLine {
  /** Per second. */
  slope: number
  /** At the mean of the times. */
  middle: number
  meanTime: number
  /** What it leaves of each sample. */
  residuals: Column
  /** R², the share of the variance that it tells; 0 where there is none. */
  share: number
  /** How many independent samples the residuals amount to. */
  samples: number
  /** How often chance makes a line this steep of such residuals; 1 where it is level. */
  p: number
}

/** The line, its R², and a t test of its slope in which residuals that resemble their neighbours count for less. O(n). */
export function trendLine(times: Column, values: Column): TrendLine {
  const rise = slope(times, values)
  const meanTime = mean(times)
  const middle = mean(values)
  const line = Number.isFinite(rise) ? rise : 0
  const residuals = values.map((value, at) => value - middle - line * ((times[at] ?? Number.NaN) - meanTime))
  const total = values.reduce((sum, value) => sum + (value - middle) ** 2, 0)
  const left = residuals.reduce((sum, value) => sum + value * value, 0)
  const share = total > 0 ? Math.max(0, 1 - left / total) : 0
  const samples = effectiveSamples(values.length, neighbourCorrelation([residuals]))
  const degrees = samples - 2
  // t = r·√(df / (1 − r²)); a perfect line leaves nothing to divide by.
  const p = degrees > 0 && share > 0 ? studentTTwoSided(Math.sqrt((share * degrees) / (1 - share)), degrees) : 1
  return { slope: line, middle, meanTime, residuals, share, samples, p }
}
