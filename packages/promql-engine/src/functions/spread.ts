import { add } from './compensated-sum.ts'
import { formatGeneral } from './format-number.ts'
import type { FunctionSpec, SampleWindow } from './function-spec.ts'

/** Functions of how the values in a window are spread. */
export const spreadFunctions: readonly FunctionSpec[] = [
  {
    name: 'stddev_over_time',
    args: ['matrix'],
    returns: 'vector',
    implementation: { kind: 'window', apply: (window) => Math.sqrt(variance(window)) },
  },
  {
    name: 'stdvar_over_time',
    args: ['matrix'],
    returns: 'vector',
    implementation: { kind: 'window', apply: variance },
  },
  {
    name: 'quantile_over_time',
    args: ['scalar', 'matrix'],
    returns: 'vector',
    implementation: {
      kind: 'window',
      apply: ({ values, from, to }, [q = Number.NaN], { annotate, place, places }) => {
        if (!isQuantile(q)) annotate('warning', invalidQuantile(q), places[0] ?? place)
        return quantile(q, values.slice(from, to))
      },
    },
  },
  {
    name: 'mad_over_time',
    args: ['matrix'],
    returns: 'vector',
    implementation: { kind: 'window', apply: medianAbsoluteDeviation },
  },
]

/** The population's variance, by Welford's method. */
function variance({ values, from, to }: SampleWindow): number {
  const mean = { sum: 0, lost: 0 }
  const squares = { sum: 0, lost: 0 }
  let count = 0
  for (let index = from; index < to; index++) {
    const value = values[index] ?? Number.NaN
    count++
    const away = value - (mean.sum + mean.lost)
    add(mean, away / count)
    add(squares, away * (value - (mean.sum + mean.lost)))
  }
  return (squares.sum + squares.lost) / count
}

/** Half of the samples are no further than this from their median; NaN when one of them is. */
function medianAbsoluteDeviation({ values, from, to }: SampleWindow): number {
  const samples = values.slice(from, to)
  if (samples.some(Number.isNaN)) return Number.NaN
  const median = quantile(0.5, samples)
  return quantile(
    0.5,
    samples.map((value) => Math.abs(value - median)),
  )
}

/**
 * The φ-quantile of samples, weighted between neighbours: −∞ below 0, +∞ above 1, NaN without samples. NaN samples
 * are the smallest. Sorts in place.
 */
export function quantile(q: number, samples: Float64Array): number {
  if (samples.length === 0 || Number.isNaN(q)) return Number.NaN
  if (q < 0) return Number.NEGATIVE_INFINITY
  if (q > 1) return Number.POSITIVE_INFINITY
  samples.sort()
  // NaN stands last in a sorted typed array.
  let numbers = samples.length
  while (numbers > 0 && Number.isNaN(samples[numbers - 1])) numbers--
  const missing = samples.length - numbers
  const at = (index: number) => (index < missing ? Number.NaN : (samples[index - missing] ?? Number.NaN))
  const rank = q * (samples.length - 1)
  const lower = Math.floor(rank)
  const weight = rank - lower
  return at(lower) * (1 - weight) + at(Math.min(samples.length - 1, lower + 1)) * weight
}

export function isQuantile(q: number): boolean {
  return q >= 0 && q <= 1
}

/** What Prometheus says of a φ outside of 0 … 1. */
export function invalidQuantile(q: number): string {
  return `quantile value should be between 0 and 1, got ${formatGeneral(q)}`
}
