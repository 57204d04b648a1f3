import { type Labels, labelsKey } from '@ocp-perf/promql'
import { isStale } from '@ocp-perf/promql-engine'
import type { Dump } from '../dump.ts'

export interface PlainSeries {
  labels: Labels
  samples: [time: number, value: number | 'stale'][]
}

/** All that a dump holds, as plain values: times in unix milliseconds, staleness markers as the word; ordered by labels. */
export async function contentsOf({ store }: Dump): Promise<PlainSeries[]> {
  const span = store.span() ?? { from: 0, to: 0 }
  const series = await store.select([], span)
  const ordered = [...series].sort((a, b) => (labelsKey(a.labels) < labelsKey(b.labels) ? -1 : 1))
  return ordered.map(({ labels, times, values }) => ({
    labels: { ...labels },
    samples: Array.from(times, (time, index) => [time, isStale(values, index) ? 'stale' : (values[index] ?? 0)]),
  }))
}
