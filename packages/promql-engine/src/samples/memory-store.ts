import { AppError } from '@ocp-perf/errors'
import type { LabelMatcher, Labels, MetricMetadata } from '@ocp-perf/promql'
import { runInSlices } from '../evaluate/parts.ts'
import { createInterner } from './intern-labels.ts'
import { orderByLabels } from './order-labels.ts'
import type { SampleStore, StoredSeries, TimeSpan } from './sample-store.ts'
import { createSeriesIndex } from './series-index.ts'
import { createColumnSharing, type Part, partWithin } from './time-columns.ts'

/**
 * A store over columns in memory. It keeps the arrays that it is given (16 bytes a sample; series with equal times share
 * one time column, which makes it about 8), so they must not be written to afterwards and should fill their buffers.
 * Selecting copies no samples. A series without samples is left out.
 *
 * @throws AppError `invalid_input` for a series that is given twice, columns of different lengths, and times that are
 * not strictly ascending: whoever loads samples puts them in order.
 */
export function createMemoryStore(
  series: Iterable<StoredSeries>,
  metadata: ReadonlyMap<string, MetricMetadata> = new Map(),
): SampleStore {
  const { stored, index, whole } = keep(series)

  const within = async (matchers: readonly LabelMatcher[], span: TimeSpan, signal: AbortSignal | undefined) => {
    signal?.throwIfAborted()
    const found = await runInSlices(index.find(matchers), () => signal?.throwIfAborted())
    return found.flatMap((position) => {
      const one = stored[position]
      return one === undefined || !reaches(one.times, span) ? [] : one
    })
  }

  return {
    span: () => whole && { ...whole },
    select: async (matchers, span, signal) => {
      const cut = createCut(span)
      return (await within(matchers, span, signal)).flatMap((one) => cut(one) ?? [])
    },
    labelSets: async (matchers, span, signal) => {
      return (await within(matchers, span, signal))
        .filter(({ times }) => isInside(times, span) || hasTimes(partWithin(times, span)))
        .map(({ labels }) => labels)
    },
    metadata: () => metadata,
  }
}

function keep(series: Iterable<StoredSeries>) {
  const held: StoredSeries[] = []
  const intern = createInterner()
  const share = createColumnSharing()
  const keys = new Set<string>()
  let whole: TimeSpan | undefined
  for (const { labels: given, times, values } of series) {
    const { labels, key } = intern(given)
    if (keys.has(key)) {
      throw new AppError('invalid_input', `The series ${describe(labels)} is given twice.`, {
        hint: 'Put the samples of equal label sets into one series, in order of time.',
      })
    }
    keys.add(key)
    checkColumns(labels, times, values)
    const [from, to] = [times[0], times.at(-1)]
    if (from === undefined || to === undefined) continue
    held.push({ labels, times: share(times), values })
    whole = whole ? { from: Math.min(whole.from, from), to: Math.max(whole.to, to) } : { from, to }
  }
  const stored = orderByLabels(held.map(({ labels }) => labels)).flatMap((place) => held[place] ?? [])
  const index = createSeriesIndex()
  for (const { labels } of stored) index.add(labels)
  return { stored, index, whole }
}

function checkColumns(labels: Labels, times: Float64Array, values: Float64Array): void {
  if (times.length !== values.length) {
    throw new AppError(
      'invalid_input',
      `The series ${describe(labels)} has ${times.length} times and ${values.length} values.`,
      { hint: 'Give each sample a time and a value.' },
    )
  }
  let before = Number.NEGATIVE_INFINITY
  for (let index = 0; index < times.length; index += 1) {
    const time = times[index] ?? Number.NaN
    if (!(time > before && time < Number.POSITIVE_INFINITY)) {
      throw new AppError(
        'invalid_input',
        `The times of the series ${describe(labels)} are not ascending: sample ${index + 1} is at ${time} ms, the one before at ${before} ms.`,
        { hint: 'Sort the samples by time and keep one for each time.' },
      )
    }
    before = time
  }
}

/** Cuts series to a span. A column of times that several series share is searched and cut once. */
function createCut(span: TimeSpan): (series: StoredSeries) => StoredSeries | undefined {
  const parts = new Map<Float64Array, Part & { times: Float64Array }>()
  return (series) => {
    if (isInside(series.times, span)) return series
    let part = parts.get(series.times)
    if (part === undefined) {
      const { from, to } = partWithin(series.times, span)
      part = { from, to, times: series.times.subarray(from, to) }
      parts.set(series.times, part)
    }
    if (!hasTimes(part)) return undefined
    return { labels: series.labels, times: part.times, values: series.values.subarray(part.from, part.to) }
  }
}

function reaches(times: Float64Array, { from, to }: TimeSpan): boolean {
  return (times[0] ?? Number.POSITIVE_INFINITY) <= to && (times.at(-1) ?? Number.NEGATIVE_INFINITY) >= from
}

function isInside(times: Float64Array, { from, to }: TimeSpan): boolean {
  return (times[0] ?? Number.NEGATIVE_INFINITY) >= from && (times.at(-1) ?? Number.POSITIVE_INFINITY) <= to
}

function hasTimes({ from, to }: Part): boolean {
  return from < to
}

function describe({ __name__: name = '', ...labels }: Labels): string {
  return `${name}{${Object.entries(labels)
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
    .join(', ')}}`
}
