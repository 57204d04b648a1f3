import fc from 'fast-check'
import { expect, test } from 'vitest'
import { thin } from './thin.ts'

const samplesOf = (values: readonly number[]) => ({
  times: Float64Array.from(values, (_, index) => index * 15),
  values: Float64Array.from(values),
})

test('a series that is short enough comes back as it is', () => {
  const samples = samplesOf([1, 2, 3])
  expect(thin(samples, 3)).toEqual(samples)
})

test('a lone spike in a long series stays, and so do both ends', () => {
  const values = new Array<number>(10_000).fill(1)
  values[4_321] = 99
  values[7_000] = -99
  const { times, values: kept } = thin(samplesOf(values), 40)
  expect([...kept]).toContain(99)
  expect([...kept]).toContain(-99)
  expect([times[0], times.at(-1)]).toEqual([0, 9_999 * 15])
})

test('no more points than asked for, in the order of time, each of them a point of the series', () => {
  const value = fc.oneof(fc.double({ noNaN: false }), fc.integer({ min: -5, max: 5 }))
  fc.assert(
    fc.property(fc.array(value, { maxLength: 300 }), fc.integer({ min: 4, max: 60 }), (values, most) => {
      const samples = samplesOf(values)
      const { times, values: kept } = thin(samples, most)
      expect(times.length).toBeLessThanOrEqual(Math.max(most, 0))
      times.forEach((time, index) => {
        if (index > 0) expect(time).toBeGreaterThan(times[index - 1] ?? Number.NaN)
        expect(Object.is(kept[index], samples.values[time / 15])).toBe(true)
      })
      const numbers = values.filter((each) => !Number.isNaN(each))
      if (numbers.length > 0) {
        expect([...kept]).toContain(Math.max(...numbers))
        expect([...kept]).toContain(Math.min(...numbers))
      }
    }),
    { numRuns: 50 },
  )
})
