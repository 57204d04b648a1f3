import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packFrame, unpackFrame } from './packed-frame.ts'
import { readReportData } from './report-data.ts'

const numbers = fc.array(fc.double(), { maxLength: 20 }).map((values) => Float64Array.from(values))

test('points come out as they went in, whatever numbers they are', () => {
  const series = fc.record({
    labels: fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true }),
    points: fc.array(fc.tuple(fc.double(), fc.double()), { maxLength: 20 }),
  })
  fc.assert(
    fc.property(fc.array(series, { maxLength: 6 }), (all) => {
      const frame = {
        series: all.map(({ labels, points }) => ({
          labels,
          times: Float64Array.from(points, ([time]) => time),
          values: Float64Array.from(points, ([, value]) => value),
        })),
        warnings: [],
        partial: false,
      }
      expect(unpackFrame(JSON.parse(JSON.stringify(packFrame(frame))))).toEqual(frame)
    }),
  )
})

test('times that series share are carried once', () => {
  fc.assert(
    fc.property(numbers, numbers, (times, values) => {
      const one = { labels: {}, times, values: times.map((_, index) => values[index] ?? 0) }
      const { series } = unpackFrame(packFrame({ series: [one, one], warnings: [], partial: false }))
      expect(packFrame({ series: [one, one], warnings: [], partial: false }).times).toHaveLength(1)
      expect(series[0]?.times).toBe(series[1]?.times)
    }),
  )
})

test.each([
  ['a grid that is not there', { times: [], series: [{ labels: {}, at: 0, values: '' }] }],
  ['another number of values', { times: ['AAAAAAAAAAA='], series: [{ labels: {}, at: 0, values: '' }] }],
  ['half a number', { times: ['AAAA'], series: [] }],
])('points with %s are refused', (_, packed) => {
  expect(() => unpackFrame(packed)).toThrow(expect.objectContaining({ code: 'invalid_input' }))
})

test('what is no report is refused with what to do', () => {
  expect(() => readReportData({ report: 1 })).toThrow(
    expect.objectContaining({ code: 'upstream', hint: expect.stringContaining('version') }),
  )
})
