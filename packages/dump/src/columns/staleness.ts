import type { Labels, MetricMetadata } from '@ocp-perf/promql'
import { markStale, type StoredSeries } from '@ocp-perf/promql-engine'

const gapFactor = 1.5
const counterName = /^[^:]*_(?:total|bucket|count)$/
const countingTypes: ReadonlySet<string> = new Set(['counter', 'histogram'])

export interface StalenessOptions {
  series: readonly StoredSeries[]
  /** The time of the last sample of the dump, unix milliseconds. */
  end: number
  metadata: ReadonlyMap<string, MetricMetadata>
}

/**
 * Finds the staleness markers among a dump's samples. Prometheus marks the end of a series with one particular NaN; the
 * text formats write it as a plain `NaN`, like a real one (a summary's quantile without observations). So a NaN is taken
 * for a marker (`markStale`) when one of these holds:
 *
 * 1. Its series is a counter: by its type (counter, histogram) or, without one, by a name that ends in `_total`,
 *    `_bucket` or `_count` and has no colon. Counters are never NaN.
 * 2. A counter of the same target (labels `job` and `instance`) has a marker at the same time: a scrape failed.
 * 3. A gap follows: the next sample of the series comes more than 1.5 of its usual intervals later.
 * 4. It ends the series, and the dump goes on: for any time where a number stands before it, for more than 1.5 usual
 *    intervals where another NaN does.
 *
 * A series of two or more samples that is NaN all along, and one of a single NaN that is no counter, has none: its NaN
 * are real. The usual interval is the median of the series' intervals (the lower one of two). Series
 * without NaN cost one look at each value.
 */
export function markStaleness({ series, end, metadata }: StalenessOptions): void {
  const doubtful: StoredSeries[] = []
  const failedScrapes = new Set<string>()
  for (const one of series) {
    const first = firstNaN(one.values)
    if (first < 0 || (one.values.length > 1 && one.values.every(Number.isNaN))) continue
    if (!isCounter(one.labels, metadata)) {
      doubtful.push(one)
      continue
    }
    const target = targetOf(one.labels)
    forEachNaN(one, first, (index) => {
      markStale(one.values, index)
      if (target !== undefined) failedScrapes.add(scrapeKey(target, one.times[index]))
    })
  }
  for (const one of doubtful) markDoubtful(one, end, failedScrapes)
}

function markDoubtful(one: StoredSeries, end: number, failedScrapes: ReadonlySet<string>): void {
  if (one.values.length === 1) return
  const target = targetOf(one.labels)
  const longest = gapFactor * usualInterval(one.times)
  // Decided first, because marking one must not change what is said of the next.
  const markers: number[] = []
  forEachNaN(one, 0, (index) => {
    const time = one.times[index] ?? 0
    const next = one.times[index + 1]
    const failed = target !== undefined && failedScrapes.has(scrapeKey(target, time))
    const afterNumber = !Number.isNaN(one.values[index - 1] ?? Number.NaN)
    const ends = next === undefined ? end - time > (afterNumber ? 0 : longest) : next - time > longest
    if (failed || ends) markers.push(index)
  })
  for (const index of markers) markStale(one.values, index)
}

/** A plain loop, since every sample of a dump passes through it. */
function firstNaN(values: Float64Array): number {
  for (let index = 0; index < values.length; index++) if (Number.isNaN(values[index])) return index
  return -1
}

function forEachNaN({ values }: StoredSeries, from: number, act: (index: number) => void): void {
  for (let index = from; index < values.length; index++) if (Number.isNaN(values[index])) act(index)
}

function isCounter(labels: Labels, metadata: ReadonlyMap<string, MetricMetadata>): boolean {
  const name = labels.__name__ ?? ''
  const type = metadata.get(name)?.type ?? metadata.get(name.replace(/_(?:total|bucket|count)$/, ''))?.type
  if (type === undefined || type === 'unknown') return counterName.test(name)
  return countingTypes.has(type) || (type === 'summary' && name.endsWith('_count'))
}

function targetOf({ job, instance }: Labels): string | undefined {
  return job === undefined || instance === undefined ? undefined : JSON.stringify([job, instance])
}

function scrapeKey(target: string, time: number | undefined): string {
  return `${time} ${target}`
}

function usualInterval(times: Float64Array): number {
  const intervals = Float64Array.from({ length: times.length - 1 }, (_, index) => {
    return (times[index + 1] ?? 0) - (times[index] ?? 0)
  }).sort()
  return intervals[(intervals.length - 1) >> 1] ?? Number.POSITIVE_INFINITY
}
