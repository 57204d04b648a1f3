import type { Labels } from '@ocp-perf/promql'
import type { StoredSeries } from '../samples/sample-store.ts'
import { markStale } from '../samples/stale.ts'

/*
 * A small set of samples that holds what queries stumble over: counters with resets, gauges with gaps, NaN and infinities,
 * classic histograms, series that come late or end early. Numbers are dyadic fractions, so that sums are exact in any order.
 */

/** Unix milliseconds of the first sample; all samples lie in one block of Prometheus' storage (two hours). */
export const firstSample = 1_699_999_200_000 + 600_000

const interval = 15_000
const steps = 361

/** Unix milliseconds of the last sample. */
export const lastSample = firstSample + (steps - 1) * interval

/** The metrics, with labels of one shape each. */
export const metricLabels: Readonly<Record<string, readonly string[]>> = {
  requests_total: ['job', 'instance', 'code'],
  memory_bytes: ['job', 'instance'],
  temperature: ['room', 'floor'],
  odd_values: ['kind'],
  build_info: ['instance', 'version'],
  latency_bucket: ['instance', 'le'],
  latency_sum: ['instance'],
  latency_count: ['instance'],
  sparse: [],
  up: ['job', 'instance'],
}

type Value = (step: number) => number | undefined

/** The series, each with its own columns. `stale` ends some of them with a staleness marker. */
export function sampleSet({ stale = false } = {}): StoredSeries[] {
  return [...requests(), ...gauges(), ...oddValues(), ...histograms(), ...rare()].map(
    ({ labels, value, shift }, index) => {
      const ends = stale && index % 3 === 0 ? steps - 40 - index : undefined
      return toSeries(labels, value, { shift: shift ?? 0, ends })
    },
  )
}

interface Source {
  labels: Labels
  value: Value
  /** Milliseconds by which the samples lie off the common times; a quarter of a second is exact in any text. */
  shift?: number
}

function toSeries(
  labels: Labels,
  value: Value,
  { shift, ends }: { shift: number; ends: number | undefined },
): StoredSeries {
  const times: number[] = []
  const values: number[] = []
  for (let step = 0; step < steps; step++) {
    // A marker, three minutes of silence, and the series goes on.
    const silent = ends !== undefined && step > ends && step < ends + 12
    const current = silent ? undefined : value(step)
    if (current === undefined) continue
    times.push(firstSample + step * interval + shift)
    values.push(current)
  }
  const series = { labels, times: Float64Array.from(times), values: Float64Array.from(values) }
  const marked = ends === undefined ? -1 : series.times.indexOf(firstSample + ends * interval + shift)
  if (marked >= 0) markStale(series.values, marked)
  return series
}

function* requests(): Generator<Source> {
  for (const [at, instance] of ['a', 'b', 'c'].entries()) {
    for (const [offset, code] of ['200', '500'].entries()) {
      const resetsAt = 90 + 40 * at + 13 * offset
      const growth = (2 + at) / (1 + 3 * offset)
      yield {
        labels: { __name__: 'requests_total', job: at < 2 ? 'api' : 'web', instance, code },
        shift: at * 2_250,
        // One comes late, one begins far from zero, each is reset once or more.
        value: (step) => {
          if (at === 2 && step < 120) return undefined
          const since = step < resetsAt ? step : (step - resetsAt) % (resetsAt + 30)
          return Math.floor(since * growth) + (at === 1 && step < resetsAt ? 5_000 : 0)
        },
      }
    }
  }
}

function* gauges(): Generator<Source> {
  for (const [at, instance] of ['a', 'b', 'c'].entries()) {
    const job = at < 2 ? 'api' : 'web'
    yield {
      labels: { __name__: 'memory_bytes', job, instance },
      value: (step) => 1_048_576 * (1 + at) + 4_096 * ((step * (7 + at)) % 64),
    }
    yield { labels: { __name__: 'up', job, instance }, value: (step) => ((step + 30 * at) % 97 < 90 ? 1 : 0) }
    yield { labels: { __name__: 'build_info', instance, version: at === 1 ? '1.1' : '1.0' }, value: () => 1 }
  }
  for (const [at, room] of ['kitchen', 'cellar', 'attic'].entries()) {
    yield {
      labels: { __name__: 'temperature', room, floor: `${at}` },
      shift: 500,
      // Gaps that are shorter and longer than the five minutes for which a sample counts.
      value: (step) => ((step + 50 * at) % 120 < 26 * at ? undefined : ((step * (3 + at)) % 41) / 4 - 5),
    }
  }
}

function* oddValues(): Generator<Source> {
  const kinds: Readonly<Record<string, Value>> = {
    nan: () => Number.NaN,
    inf: () => Number.POSITIVE_INFINITY,
    ninf: () => Number.NEGATIVE_INFINITY,
    zero: () => 0,
    mixed: (step) => [1, Number.NaN, -2.5, Number.POSITIVE_INFINITY, 0, Number.NEGATIVE_INFINITY][step % 6],
    some: (step) => (step % 9 === 0 ? Number.NaN : (step % 5) - 2),
    huge: (step) => (step % 2 === 0 ? 2 ** 70 : -(2 ** 69)),
  }
  for (const [kind, value] of Object.entries(kinds)) yield { labels: { __name__: 'odd_values', kind }, value }
}

function* histograms(): Generator<Source> {
  const bounds = ['0.125', '0.25', '0.5', '1', '+Inf']
  for (const [at, instance] of ['a', 'b'].entries()) {
    const observed = (step: number) => Math.floor(step < 150 + 60 * at ? step * 1.5 : (step - 150 - 60 * at) * 2)
    for (const [index, le] of bounds.entries()) {
      yield {
        labels: { __name__: 'latency_bucket', instance, le },
        value: (step) => Math.floor((observed(step) * (index + 1 + at)) / (bounds.length + at)),
      }
    }
    yield { labels: { __name__: 'latency_count', instance }, value: observed }
    yield { labels: { __name__: 'latency_sum', instance }, value: (step) => observed(step) * 0.375 }
  }
}

function* rare(): Generator<Source> {
  yield { labels: { __name__: 'sparse' }, shift: 3_250, value: (step) => (step % 11 === 0 ? step / 8 : undefined) }
  yield { labels: { __name__: 'sparse', only: 'once' }, value: (step) => (step === 200 ? 7 : undefined) }
}
