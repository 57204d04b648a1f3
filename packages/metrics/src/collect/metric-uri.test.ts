import fc from 'fast-check'
import { expect, test } from 'vitest'
import { metricUri, parseMetricUri } from './metric-uri.ts'

const window = { start: 1_790_000_000, end: 1_790_003_600, step: 30 }

test('an address names cluster, metric and window', () => {
  expect(metricUri('lab', 'etcd_wal_fsync_p99', window)).toBe(
    'metric://lab/etcd_wal_fsync_p99?start=1790000000&end=1790003600&step=30',
  )
})

test('an address reads back as what it was made of', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, unit: 'grapheme' }),
      fc.string({ minLength: 1, unit: 'grapheme' }),
      (cluster, id) => {
        expect(parseMetricUri(metricUri(cluster, id, window))).toEqual({ cluster, id, window })
      },
    ),
    { numRuns: 20 },
  )
})

test('a window may be left out', () => {
  expect(parseMetricUri('metric://lab/m')).toEqual({ cluster: 'lab', id: 'm', window: undefined })
})

test.each([
  'http://lab/m',
  'metric://lab',
  'metric:///m',
  'metric://lab/m/n',
  'metric://lab/m?start=1',
  'metric://lab/m?start=1&end=2&step=0',
  'metric://lab/m?start=3&end=2&step=1',
  'metric://lab/m?start=&end=2&step=1',
  'metric://lab/m?start=1&end=x&step=1',
  'metric://lab/m?start=1&end=2&step=1&query=up',
  'metric://lab/m?start=1&start=1&end=2&step=1',
  'metric://lab/%E0%A4%A',
  'metric://lab/m?start=1&end=Infinity&step=1',
  '',
])('%j is refused', (uri) => {
  expect(() => parseMetricUri(uri)).toThrow(
    expect.objectContaining({ code: 'invalid_input', hint: expect.stringContaining('metric://{cluster}/{id}') }),
  )
})
