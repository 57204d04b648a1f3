import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countBeyond, firstBeyond, latestRunStart, shareBeyond } from './limit.ts'
import { columns, samplesOf, timesFor } from './testing/columns.ts'

const column = (...values: number[]) => Float64Array.from(values)

test('a value that equals the limit is on neither side', () => {
  const values = column(1, 2, 3, 4, Number.NaN)
  expect(countBeyond(values, 2, 'above')).toBe(2)
  expect(countBeyond(values, 2, 'below')).toBe(1)
  expect(shareBeyond(values, 2, 'above')).toBe(0.5)
  expect(firstBeyond(column(10, 20, 30, 40, 50), values, 2, 'above')).toBe(30)
  expect(firstBeyond(column(10, 20, 30, 40, 50), values, 2, 'below')).toBe(10)
})

test('no sample has no share and no first time', () => {
  expect(shareBeyond(column(), 1, 'above')).toBeNaN()
  expect(shareBeyond(column(Number.NaN), 1, 'below')).toBeNaN()
  expect(firstBeyond(column(), column(), 1, 'above')).toBeNaN()
  expect(firstBeyond(column(5), column(Number.NaN), 1, 'above')).toBeNaN()
  expect(firstBeyond(column(5), column(0), 1, 'above')).toBeNaN()
})

test('infinities are beyond every finite limit', () => {
  expect(countBeyond(column(Number.POSITIVE_INFINITY), 1e300, 'above')).toBe(1)
  expect(countBeyond(column(Number.NEGATIVE_INFINITY), -1e300, 'below')).toBe(1)
})

test('shares and first times agree with the obvious ones', () => {
  fc.assert(
    fc.property(columns, fc.double({ min: -1e9, max: 1e9, noNaN: true }), (values, limit) => {
      const samples = samplesOf(values)
      const times = timesFor(values, [1, 30, 7])
      const above = samples.filter((value) => value > limit)
      const below = samples.filter((value) => value < limit)
      expect(countBeyond(values, limit, 'above')).toBe(above.length)
      expect(countBeyond(values, limit, 'below')).toBe(below.length)
      if (samples.length > 0) expect(shareBeyond(values, limit, 'above')).toBe(above.length / samples.length)
      const first = [...values].findIndex((value) => value > limit)
      expect(firstBeyond(times, values, limit, 'above')).toBe(first < 0 ? Number.NaN : times[first])
    }),
    { numRuns: 20 },
  )
})

test.each<[number[], number]>([
  [[], -1],
  [[Number.NaN], -1],
  [[1, 3, 3], 1],
  [[3, Number.NaN, 3, Number.NaN], 0],
  [[3, 3, 2], -1],
])('the newest samples of %j over 2 begin at %d', (values, start) => {
  expect(latestRunStart(Float64Array.from(values), 2, 'above')).toBe(start)
  expect(
    latestRunStart(
      Float64Array.from(values, (value) => -value),
      -2,
      'below',
    ),
  ).toBe(start)
})
