import type { LabelMatcher } from '@ocp-perf/promql'
import { createMemoryStore, type SampleStore, type StoredSeries, type TimeSpan } from '@ocp-perf/promql-engine'
import type { History, RecordedSeries } from '@ocp-perf/storage'

/**
 * The samples of one cluster of a history as PromQL knows samples: a series is called after its metric. Which series there
 * are is known; their samples are read when a query selects them.
 */
export function createHistoryStore(history: History, cluster: string, series: readonly RecordedSeries[]): SampleStore {
  const known = createMemoryStore(series.map(markedSeries))
  const fitting = async (matchers: readonly LabelMatcher[], { from, to }: TimeSpan, signal?: AbortSignal) =>
    (await known.select(matchers, everything, signal)).filter(
      ({ times }) => (times[0] ?? Number.POSITIVE_INFINITY) <= to && (times.at(-1) ?? Number.NEGATIVE_INFINITY) >= from,
    )
  return {
    span: known.span,
    select: async (matchers, span, signal) => {
      const names = new Set((await fitting(matchers, span, signal)).map(({ labels }) => labels.__name__ ?? ''))
      const read = await Promise.all(
        [...names].map((metric) => samplesOf(history, { cluster, metric, ...span }, signal)),
      )
      return await createMemoryStore(read.flat()).select(matchers, span, signal)
    },
    labelSets: async (matchers, span, signal) => (await fitting(matchers, span, signal)).map(({ labels }) => labels),
    metadata: known.metadata,
  }
}

const everything: TimeSpan = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }

/** The times of its first and last sample stand for all of them. */
function markedSeries({ metric, labels, first, last }: RecordedSeries): StoredSeries {
  const times = first === last ? [first] : [first, last]
  return {
    labels: { ...labels, __name__: metric },
    times: Float64Array.from(times, inMilliseconds),
    values: Float64Array.from(times, () => 0),
  }
}

async function samplesOf(
  history: History,
  { metric, cluster, from, to }: TimeSpan & { metric: string; cluster: string },
  signal: AbortSignal | undefined,
): Promise<StoredSeries[]> {
  const { series } = await history.samples({ metric, cluster, start: from / 1000, end: to / 1000 }, signal)
  return series.map(({ labels, times, values }) => ({
    labels: { ...labels, __name__: metric },
    times: times.map(inMilliseconds),
    values,
  }))
}

function inMilliseconds(seconds: number): number {
  return Math.round(seconds * 1000)
}
