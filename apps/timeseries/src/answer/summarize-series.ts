import { sparkline } from '@ocp-perf/elt'
import { count, last, max, mean, min, quantiles } from '@ocp-perf/stats'
import type { AskedSeries, SeriesSet } from '../ask/series-set.ts'
import { figure, finite } from './figure.ts'
import type { SeriesSummary } from './schema.ts'
import { thin } from './thin.ts'

const shapeWidth = 24

/** A series in figures, with at most so many of its points. */
export function summarizeSeries(
  series: AskedSeries,
  window: SeriesSet['window'],
  { name, points }: { name: string; points: number },
): SeriesSummary {
  const { times, values, labels } = series
  const samples = count(values)
  const average = mean(values)
  const [p50, p95, p99] = quantiles(values, [0.5, 0.95, 0.99])
  const shown = thin(series, points)
  return {
    name,
    labels: { ...labels },
    samples,
    missing: missingOf(series, window, samples),
    first_time: finite(times[0]),
    last_time: finite(times.at(-1)),
    first: finite(values.find((value) => !Number.isNaN(value))),
    last: finite(last(values)),
    min: finite(min(values)),
    max: finite(max(values)),
    mean: finite(average),
    stddev: finite(deviation(values, average, samples)),
    p50: finite(p50),
    p95: finite(p95),
    p99: finite(p99),
    shape: shapeOf(series, window),
    points: points === 0 ? [] : Array.from(shown.times, (time, index) => [time, finite(shown.values[index])] as const),
  }
}

/** A line of text for a series: its name, then the figures that tell most. */
export function describeSeries({ name, samples, last, mean, min, max, p95, shape }: SeriesSummary): string {
  if (samples === 1) return `- ${name}: ${figure(last)}`
  const figures = [
    `last ${figure(last)}`,
    `mean ${figure(mean)}`,
    `p95 ${figure(p95)}`,
    `${figure(min)} … ${figure(max)}`,
  ]
  return `- ${name}: ${figures.join(', ')} ${shape}`.trimEnd()
}

/** Standard deviation of the samples themselves (divided by n): they are all that there is, and stand for nothing beyond. */
function deviation(values: Float64Array, average: number, samples: number): number {
  let sum = 0
  for (const value of values) if (!Number.isNaN(value)) sum += (value - average) ** 2
  return samples === 0 ? Number.NaN : Math.sqrt(sum / samples)
}

function missingOf({ values }: AskedSeries, { start, end, step }: SeriesSet['window'], samples: number): number {
  const expected = step === null ? values.length : Math.floor((end - start) / step + 1e-9) + 1
  return Math.max(0, Math.max(expected, values.length) - samples)
}

function shapeOf(series: AskedSeries, { start, end, step }: SeriesSet['window']): string {
  if (series.times.length < 2 || end <= start) return ''
  return sparkline(series, { start, end, step: step ?? (end - start) / (shapeWidth - 1), width: shapeWidth })
}
