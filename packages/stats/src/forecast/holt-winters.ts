import { type Column, mean } from '../summary/summary.ts'

/** How fast level, trend and season follow, each 0 (never) to 1 (at once). `beta` is β* of the component form. */
export interface Smoothing {
  alpha: number
  beta: number
  gamma: number
}

/** What is known after a sample. `season` holds one offset for each step of a season, by step modulo its length; none without one. */
export interface SmoothingState {
  level: number
  /** Per step. */
  trend: number
  season: Column
}

export interface SmoothedSeries {
  /** What each sample was off its forecast of one step. */
  errors: Column
  /** After the last sample. */
  state: SmoothingState
  /** Sum of the errors' squares. */
  squares: number
}

/**
 * Additive Holt–Winters with given weights from a given state, and Holt's linear method where the state has no season:
 * ℓ = α·(y − s) + (1 − α)·(ℓ′ + b′), b = β*·(ℓ − ℓ′) + (1 − β*)·b′, s = γ·(y − ℓ′ − b′) + (1 − γ)·s′. O(n).
 *
 * Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 2nd edition, 7.2 and 7.3.
 */
export function smooth(
  values: Column,
  from: SmoothingState,
  weights: Smoothing,
  errors = new Float64Array(values.length),
): SmoothedSeries {
  const { alpha, beta, gamma } = weights
  const season = from.season.slice()
  const period = season.length
  let { level, trend } = from
  let squares = 0
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? Number.NaN
    const slot = period === 0 ? 0 : at % period
    const offset = period === 0 ? 0 : (season[slot] ?? 0)
    const ahead = level + trend
    const error = value - ahead - offset
    const next = ahead + alpha * error
    trend = beta * (next - level) + (1 - beta) * trend
    if (period > 0) season[slot] = gamma * (value - ahead) + (1 - gamma) * offset
    level = next
    errors[at] = error
    squares += error * error
  }
  return { errors, state: { level, trend, season }, squares }
}

/** The next steps after so many samples: ℓ + h·b + the offset that its step of the season had last. */
export function extend({ level, trend, season }: SmoothingState, samples: number, steps: number): Float64Array {
  return Float64Array.from({ length: steps }, (_, step) => {
    const offset = season.length === 0 ? 0 : (season[(samples + step) % season.length] ?? 0)
    return level + (step + 1) * trend + offset
  })
}

/**
 * How the errors of one step add up over the next ones: the square root of 1 + Σ cⱼ² with cⱼ = α·(1 + β*·j) + γ where j is a whole
 * season, for each step ahead (same book, table 7.8, ETS(A,A,A)).
 */
export function errorGrowth({ alpha, beta, gamma }: Smoothing, period: number, steps: number): Float64Array {
  const growth = new Float64Array(steps)
  let variance = 1
  for (let step = 0; step < steps; step++) {
    growth[step] = Math.sqrt(variance)
    const ahead = step + 1
    const again = period > 0 && ahead % period === 0 ? gamma : 0
    variance += (alpha * (1 + beta * ahead) + again) ** 2
  }
  return growth
}

export interface FittedSmoothing extends SmoothedSeries {
  weights: Smoothing
  /** Free parameters, the initial state among them. */
  parameters: number
}

const alphas = [0.02, 0.1, 0.3, 0.6, 0.95]
const betas = [0, 0.02, 0.1]
const gammas = [0.02, 0.15, 0.4]
/** Steps of the search around the best of the grid, each round half of the one before. */
const rounds = 6

/**
 * Weights and first trend with the smallest criterion n·ln(Σe² / n) + 2·k (Akaike): a coarse grid, then ever smaller steps around
 * its best. `period` is the length of the season in samples, 0 for none; it needs two of them. O(n) for each weight tried.
 */
export function fitHoltWinters(values: Column, period: number): FittedSmoothing {
  const errors = new Float64Array(values.length)
  const attempt = (start: SmoothingState, weights: Smoothing) => {
    const smoothed = smooth(values, start, weights, errors)
    const parameters = 2 + period + (start.trend === 0 && weights.beta === 0 ? 0 : 1) + (weights.beta === 0 ? 0 : 1)
    const noise = Math.max(smoothed.squares / values.length, Number.MIN_VALUE)
    return { start, weights, parameters, criterion: values.length * Math.log(noise) + 2 * parameters }
  }
  const starts = startsOf(values, period)
  const tried = starts.flatMap((start) =>
    alphas.flatMap((alpha) =>
      betas.flatMap((beta) => (period === 0 ? [0] : gammas).map((gamma) => attempt(start, { alpha, beta, gamma }))),
    ),
  )
  let best = tried.reduce((least, each) => (each.criterion < least.criterion ? each : least))
  for (let round = 0, step = 0.12; round < rounds; round++, step /= 2) {
    for (const key of ['alpha', 'beta', 'gamma'] as const) {
      // Where there is no trend or no season its weight stays away.
      if (best.weights[key] === 0) continue
      for (const sign of [-1, 1]) {
        const moved = Math.min(0.999, Math.max(0.001, best.weights[key] + sign * step))
        const other = attempt(best.start, { ...best.weights, [key]: moved })
        if (other.criterion < best.criterion) best = other
      }
    }
  }
  const { start, weights, parameters } = best
  return { weights, parameters, ...smooth(values, start, weights) }
}

/** First states: without a trend and with that of the whole series. */
function startsOf(values: Column, period: number): SmoothingState[] {
  const whole = period === 0 ? Math.max(1, Math.min(5, values.length >> 1)) : period
  const [first, last] = [mean(values.subarray(0, whole)), mean(values.subarray(-whole))]
  const rise = values.length > whole ? (last - first) / (values.length - whole) : 0
  return [0, rise].map((trend) => {
    // The level at the middle of the first stretch, taken back to the step before the first sample.
    const level = first - (trend * (whole + 1)) / 2
    return { level, trend, season: seasonOf(values, period, { level, trend }) }
  })
}

/** The mean distance from the line of each step of the season. */
function seasonOf(values: Column, period: number, { level, trend }: { level: number; trend: number }): Column {
  const sums = new Float64Array(period)
  const counts = new Float64Array(period)
  const drift = period === 0 ? 0 : mean(values) - level - (trend * (values.length + 1)) / 2
  for (let at = 0; period > 0 && at < values.length; at++) {
    const slot = at % period
    sums[slot] = (sums[slot] ?? 0) + (values[at] ?? Number.NaN) - level - trend * (at + 1) - drift
    counts[slot] = (counts[slot] ?? 0) + 1
  }
  return sums.map((sum, slot) => sum / (counts[slot] ?? Number.NaN))
}
