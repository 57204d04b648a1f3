import type { Labels, MetricMetadata } from '@ocp-perf/promql'
import { isStale, type StoredSeries } from '@ocp-perf/promql-engine'
import { describe, expect, test } from 'vitest'
import { markStaleness } from './staleness.ts'

const gone = Number.NaN

/** A series of one value every 5 s, from 0 on; `undefined` is a scrape without a sample. */
function every5s(labels: Labels, ...values: (number | undefined)[]): StoredSeries {
  const samples = values.flatMap((value, index) => (value === undefined ? [] : [[index * 5_000, value] as const]))
  return {
    labels,
    times: Float64Array.from(samples, ([time]) => time),
    values: Float64Array.from(samples, ([, value]) => value),
  }
}

/** The positions of the staleness markers of each series; the dump ends at `end` seconds. */
function markersOf(series: readonly StoredSeries[], end: number, types: Record<string, string> = {}): number[][] {
  const metadata = new Map<string, MetricMetadata>(
    Object.entries(types).map(([name, type]) => [name, { type, help: '', unit: '' }]),
  )
  markStaleness({ series, end: end * 1_000, metadata })
  return series.map(({ values }) => Array.from(values.keys()).filter((index) => isStale(values, index)))
}

const gauge = { __name__: 'load1' }

describe('a NaN of a gauge is a marker', () => {
  test('when it ends the series and the dump goes on, for however little', () => {
    expect(markersOf([every5s(gauge, 1, 2, gone)], 60)).toEqual([[2]])
    expect(markersOf([every5s(gauge, 1, 2, gone)], 10.001)).toEqual([[2]])
  })

  test('when a gap of more than one and a half intervals follows', () => {
    expect(markersOf([every5s(gauge, 1, 2, gone, undefined, 3, 4)], 25)).toEqual([[2]])
    expect(markersOf([every5s(gauge, 1, gone, undefined, undefined, 3, gone, undefined, 4, 5, 6)], 45)).toEqual([
      [1, 3],
    ])
  })

  test('when a counter of its target has one at the same time: a scrape failed', () => {
    const target = { job: 'etcd', instance: 'm1' }
    const counter = every5s({ ...target, __name__: 'requests_total' }, 1, gone, 3)
    const same = every5s({ ...target, __name__: 'db_size' }, 1, gone, 3)
    const other = every5s({ ...target, __name__: 'db_size', instance: 'm2' }, 1, gone, 3)
    expect(markersOf([same, counter, other], 10)).toEqual([[1], [1], []])
  })
})

describe('a NaN of a gauge is real', () => {
  test('where the dump ends with it', () => {
    expect(markersOf([every5s(gauge, 1, 2, gone)], 10)).toEqual([[]])
  })

  test('where the next sample comes in time', () => {
    expect(markersOf([every5s(gauge, 1, gone, 3, gone, gone, 4)], 25)).toEqual([[]])
  })

  test('where the series is NaN all along', () => {
    expect(markersOf([every5s(gauge, gone, gone, gone, undefined, undefined, gone)], 600)).toEqual([[]])
    expect(markersOf([every5s(gauge, gone)], 600)).toEqual([[]])
  })

  test('where another NaN comes before it and the dump ends before the next was due', () => {
    expect(markersOf([every5s(gauge, 1, gone, gone)], 13)).toEqual([[]])
    expect(markersOf([every5s(gauge, 1, gone, gone)], 60)).toEqual([[2]])
  })
})

describe('counters are never NaN', () => {
  test.each(['requests_total', 'seconds_bucket', 'seconds_count'])('each NaN of %s is a marker', (name) => {
    expect(markersOf([every5s({ __name__: name }, 1, gone, 3, gone)], 15)).toEqual([[1, 3]])
    expect(markersOf([every5s({ __name__: name }, gone)], 600)).toEqual([[0]])
  })

  test('a declared type comes before the name', () => {
    const each = () => [every5s({ __name__: 'requests' }, 1, gone, 3)]
    expect(markersOf(each(), 10, { requests: 'counter' })).toEqual([[1]])
    expect(markersOf(each(), 10, { requests: 'gauge' })).toEqual([[]])
    const total = () => [every5s({ __name__: 'share_total' }, 1, gone, 3)]
    expect(markersOf(total(), 10, { share_total: 'gauge' })).toEqual([[]])
    expect(markersOf(total(), 10, { share_total: 'unknown' })).toEqual([[1]])
    expect(markersOf([every5s({ __name__: 'wait_bucket' }, 1, gone, 3)], 10, { wait: 'histogram' })).toEqual([[1]])
    expect(markersOf([every5s({ __name__: 'wait_sum' }, 1, gone, 3)], 10, { wait: 'summary' })).toEqual([[]])
  })

  test('a result of a rule is no counter, whatever it is called', () => {
    expect(markersOf([every5s({ __name__: 'job:requests:rate5m_total' }, 1, gone, 3)], 10)).toEqual([[]])
  })

  test('what is NaN all along is no counter', () => {
    expect(markersOf([every5s({ __name__: 'odd_total' }, gone, gone)], 600)).toEqual([[]])
  })
})

test('a column without NaN stays as it is', () => {
  const one = every5s(gauge, 1, 2, 3)
  expect(markersOf([one], 600)).toEqual([[]])
  expect([...one.values]).toEqual([1, 2, 3])
})
