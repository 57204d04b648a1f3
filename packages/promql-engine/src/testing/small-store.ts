import type { Labels, Recording } from '@ocp-perf/promql'
import { createMemoryStore } from '../samples/memory-store.ts'
import type { SampleStore, StoredSeries } from '../samples/sample-store.ts'
import { markStale } from '../samples/stale.ts'

/** Unix seconds at which the samples begin and end; they are 15 s apart. */
export const smallRecording: Recording = { name: 'a small dump', start: 1_700_000_100, end: 1_700_001_000 }

const intervalMs = 15_000
const startMs = smallRecording.start * 1000
const count = (smallRecording.end * 1000 - startMs) / intervalMs + 1

/** Labels that hold what means something in JSON, HTML, PromQL and UTF-8. */
export const oddLabels: Labels = {
  __name__: 'odd',
  path: '/a b"c\\d\n</script>&\u2028',
  name: 'größe 🚀',
  '0': 'digit',
}

function series(labels: Labels, value: (index: number) => number): StoredSeries {
  const times = Float64Array.from({ length: count }, (_, index) => startMs + index * intervalMs)
  return { labels, times, values: times.map((_, index) => value(index)) }
}

/** A counter that restarts, gauges, a classic histogram, two targets, alerts, and a series that ends by a marker. */
export function smallStore(): SampleStore {
  const ended = series({ __name__: 'ended', pod: 'a' }, (index) => index)
  markStale(ended.values, 30)
  const special = [
    0.1 + 0.2,
    1e21,
    1e-7,
    -0,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    12_345_678.9,
  ]
  const buckets = ['0.1', '1', '+Inf'].map((le, place) =>
    series({ __name__: 'latency_seconds_bucket', le }, (index) => index * (place + 1)),
  )
  const since = startMs / 1000 + 60
  return createMemoryStore(
    [
      series({ __name__: 'up', job: 'etcd', instance: 'a:1' }, () => 1),
      series({ __name__: 'up', job: 'etcd', instance: 'b:1' }, (index) => (index > 50 ? 0 : 1)),
      series({ __name__: 'requests_total', code: '200' }, (index) => (index % 40) * 7.5),
      series({ __name__: 'requests_total', code: '500' }, (index) => index * 0.1),
      series({ __name__: 'special' }, (index) => special[index % special.length] ?? 0),
      series(oddLabels, (index) => index),
      series({ __name__: 'ALERTS', alertname: 'Down', alertstate: 'firing', severity: 'critical' }, () => 1),
      series({ __name__: 'ALERTS_FOR_STATE', alertname: 'Down', severity: 'critical' }, () => since),
      { ...ended, times: ended.times.subarray(0, 31), values: ended.values.subarray(0, 31) },
      ...buckets,
    ],
    new Map([['requests_total', { type: 'counter', help: 'Requests <all>.', unit: '' }]]),
  )
}
