import { AppError } from '@ocp-perf/errors'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { frameOf, panelResult, runRecord, seriesOf } from '../testing/run-record.ts'
import { decodeRun, encodeRun } from './run-file.ts'

const anyDouble = fc.double({ noDefaultInfinity: false, noNaN: false })
const anySeries = fc.record({
  labels: fc.dictionary(fc.string(), fc.string({ unit: 'grapheme' }), { maxKeys: 4 }),
  points: fc.array(fc.tuple(anyDouble, anyDouble), { minLength: 1, maxLength: 40 }),
})

test('what is encoded is decoded, to the last bit', () => {
  const frames = fc.dictionary(fc.string({ minLength: 1 }), fc.array(anySeries, { maxLength: 4 }), { maxKeys: 3 })
  fc.assert(
    fc.property(frames, fc.string(), (metrics, headline) => {
      const columns = Object.entries(metrics).flatMap(([metric, list]) =>
        list.map(({ labels, points }) => ({
          metric,
          labels,
          times: Float64Array.from(points, ([time]) => time),
          values: Float64Array.from(points, ([, value]) => value),
        })),
      )
      const byMetric = new Map(
        columns.map(({ metric }) => [metric, columns.filter((column) => column.metric === metric)]),
      )
      const run = runRecord({
        headline,
        panels: [panelResult()],
        frames: new Map([...byMetric].map(([metric, list]) => [metric, frameOf(...list)])),
      })
      const decoded = decodeRun(encodeRun(run))
      const { frames: _, ...head } = run
      expect(decoded.run).toEqual(head)
      expect(decoded.series.map(({ metric, times, values }) => ({ metric, times, values }))).toEqual(
        columns.map(({ metric, times, values }) => ({ metric, times, values })),
      )
      expect(decoded.series.map(({ labels }) => JSON.parse(labels))).toEqual(
        columns
          .map(({ labels }) => JSON.parse(JSON.stringify({ ...labels })))
          .map(({ __name__: _name, ...labels }) => labels),
      )
    }),
    { numRuns: 20 },
  )
})

test('series with the same times share one column', () => {
  const values = Array.from({ length: 100 }, (_, index) => index)
  const one = encodeRun(runRecord({ id: 'a', frames: new Map([['m', frameOf(seriesOf({ a: '1' }, 0, values))]]) }))
  const two = encodeRun(
    runRecord({
      id: 'a',
      frames: new Map([['m', frameOf(seriesOf({ a: '1' }, 0, values), seriesOf({ a: '2' }, 0, values))]]),
    }),
  )
  expect(two.length - one.length).toBeLessThan(100 * 8 + 100)
})

const file = encodeRun(runRecord({ frames: new Map([['m', frameOf(seriesOf({ member: 'm1' }, 0, [1, 2, 3]))]]) }))

test('a file that was cut anywhere is refused', () => {
  for (let length = 0; length < file.length; length++) {
    expect(() => decodeRun(file.subarray(0, length))).toThrow(AppError)
  }
})

test('a file with one bit turned anywhere is refused', () => {
  for (let place = 0; place < file.length; place++) {
    const damaged = Buffer.from(file)
    damaged[place] = (damaged[place] ?? 0) ^ (1 << (place % 8))
    expect(() => decodeRun(damaged), `byte ${place}`).toThrow(AppError)
  }
})
