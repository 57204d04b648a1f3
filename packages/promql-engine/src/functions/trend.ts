import { AppError } from '@ocp-perf/errors'
import { add } from './compensated-sum.ts'
import type { FunctionSpec, SampleWindow } from './function-spec.ts'

/** Functions of the line or the smoothed curve through the samples of a window. */
export const trendFunctions: readonly FunctionSpec[] = [
  {
    name: 'deriv',
    args: ['matrix'],
    returns: 'vector',
    implementation: {
      kind: 'window',
      apply: (window) => {
        if (window.to - window.from < 2) return undefined
        return regression(window, window.times[window.from] ?? Number.NaN).slope
      },
    },
  },
  {
    name: 'predict_linear',
    args: ['matrix', 'scalar'],
    returns: 'vector',
    readsTime: true,
    implementation: {
      kind: 'window',
      apply: (window, [seconds = Number.NaN]) => {
        if (window.to - window.from < 2) return undefined
        const { slope, intercept } = regression(window, window.time)
        return slope * seconds + intercept
      },
    },
  },
  doubleSmoothing('double_exponential_smoothing'),
  // Its name up to Prometheus 2.
  doubleSmoothing('holt_winters'),
]

/** The line of least squares: its slope per second, and its value at a time in unix milliseconds. */
function regression({ times, values, from, to }: SampleWindow, origin: number): { slope: number; intercept: number } {
  const [sumX, sumY, sumXY, sumXX] = [total(), total(), total(), total()]
  const first = values[from] ?? Number.NaN
  let isConstant = true
  for (let index = from; index < to; index++) {
    const x = ((times[index] ?? Number.NaN) - origin) / 1000
    const y = values[index] ?? Number.NaN
    if (index > from && y !== first) isConstant = false
    add(sumX, x)
    add(sumY, y)
    add(sumXY, x * y)
    add(sumXX, x * x)
  }
  if (isConstant) {
    return Number.isFinite(first) ? { slope: 0, intercept: first } : { slope: Number.NaN, intercept: Number.NaN }
  }
  const count = to - from
  const [x, y] = [sumX.sum + sumX.lost, sumY.sum + sumY.lost]
  const covariance = sumXY.sum + sumXY.lost - (x * y) / count
  const variance = sumXX.sum + sumXX.lost - (x * x) / count
  const slope = covariance / variance
  return { slope, intercept: y / count - (slope * x) / count }
}

function total() {
  return { sum: 0, lost: 0 }
}

function doubleSmoothing(name: string): FunctionSpec {
  return {
    name,
    args: ['matrix', 'scalar', 'scalar'],
    returns: 'vector',
    implementation: {
      kind: 'window',
      apply: ({ values, from, to }, [smoothing = Number.NaN, trend = Number.NaN]) => {
        checkFactor('smoothing', smoothing)
        checkFactor('trend', trend)
        return to - from < 2 ? undefined : smoothed(values.subarray(from, to), smoothing, trend)
      },
    },
  }
}

function checkFactor(kind: 'smoothing' | 'trend', factor: number): void {
  if (!(factor <= 0 || factor >= 1)) return
  throw new AppError('bad_query', `The ${kind} factor must lie between 0 and 1 (both excluded); it is ${factor}.`, {
    hint: 'Take 0.5 for a start: a low smoothing factor trusts older samples more, a high trend factor newer trends.',
  })
}

/** Holt's linear method: the smoothed value at the last of at least two samples. */
function smoothed(samples: Float64Array, smoothing: number, trendFactor: number): number {
  const [first = Number.NaN, second = Number.NaN] = samples
  let before = 0
  let level = first
  let trend = second - first
  for (let index = 1; index < samples.length; index++) {
    // The first trend is the difference of the first two samples as it stands.
    if (index > 1) trend = trendFactor * (level - before) + (1 - trendFactor) * trend
    const next = smoothing * (samples[index] ?? Number.NaN) + (1 - smoothing) * (level + trend)
    before = level
    level = next
  }
  return level
}
