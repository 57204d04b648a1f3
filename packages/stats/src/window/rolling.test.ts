import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mad, p50 } from '../summary/summary.ts'
import { newValueScore } from '../summary/z-scores.ts'
import { columns } from '../testing/columns.ts'
import { rollingMedianMad, rollingZ } from './rolling.ts'

const { NaN: nothing, POSITIVE_INFINITY: infinity } = Number
const column = (...values: number[]) => Float64Array.from(values)

test('each sample has the median and the MAD of the last samples', () => {
  fc.assert(
    fc.property(columns, fc.integer({ min: 1, max: 15 }), (values, width) => {
      const rolling = rollingMedianMad(values, width)
      values.forEach((value, index) => {
        const last = values
          .slice(0, index + 1)
          .filter((each) => !Number.isNaN(each))
          .slice(-width)
        const expected = Number.isNaN(value) ? [nothing, nothing] : [p50(last), mad(last)]
        expect([rolling.median[index], rolling.mad[index]]).toEqual(expected)
      })
    }),
    { numRuns: 30 },
  )
})

test('a rolling z is the distance from the mean of the samples before', () => {
  fc.assert(
    fc.property(columns, fc.integer({ min: 2, max: 15 }), (values, width) => {
      const scores = rollingZ(values, width)
      values.forEach((value, index) => {
        const before = [...values.slice(0, index)].filter((each) => !Number.isNaN(each)).slice(-width)
        if (Number.isNaN(value) || before.length < 2) {
          expect(scores[index]).toBeNaN()
          return
        }
        const center = before.reduce((sum, each) => sum + each, 0) / before.length
        const deviation = Math.sqrt(before.reduce((sum, each) => sum + (each - center) ** 2, 0) / before.length)
        if (deviation < 1e-3) return
        const expected = (value - center) / deviation
        expect(Math.abs((scores[index] ?? nothing) - expected)).toBeLessThan(1e-6 * Math.max(1, Math.abs(expected)))
      })
    }),
    { numRuns: 30 },
  )
})

test('large values that left the window leave no trace in it', () => {
  const values = Float64Array.from({ length: 400 }, (_, index) => (index < 20 ? 1e12 : index % 2))
  expect(rollingZ(values, 10).at(-1)).toBeCloseTo(1, 9)
})

test('what differs from equal samples is a new value, however rounding went before', () => {
  const scores = rollingZ(column(0.1, 0.7, 0.3, 0.3, 0.3, 0.3, 0.4, 0.3), 3)
  expect([scores[5], scores[6]]).toEqual([0, newValueScore])
  expect(Number.isFinite(scores[7])).toBe(true)
})

test('infinities are neither judged nor compared with', () => {
  expect([...rollingZ(column(1, 3, infinity, nothing, 4), 5)]).toEqual([nothing, nothing, nothing, nothing, 2])
})

test('a window without room for a spread is refused', () => {
  expect(() => rollingZ(column(1), 1)).toThrow(RangeError)
  expect(() => rollingMedianMad(column(1), 0)).toThrow(RangeError)
})
