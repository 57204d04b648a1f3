import fc from 'fast-check'
import { expect, test } from 'vitest'
import { askRange, askSamples } from '../testing/ask-samples.ts'

async function part(call: string, time: number): Promise<number | undefined> {
  return (await askSamples({}, `${call}(vector(${time === Number.POSITIVE_INFINITY ? 'Inf' : time}))`, { at: 0 }))
    .values['{}']
}

test.each([
  ['year', 1136239445, 2006],
  ['month', 1136239445, 1],
  ['day_of_month', 1136239445, 2],
  ['day_of_year', 1136239445, 2],
  ['day_of_week', 1136239445, 1],
  ['hour', 1136239445, 22],
  ['minute', 1136239445, 4],
  // The leap second is no second.
  ['year', 1230767999, 2008],
  ['year', 1230768000, 2009],
  ['day_of_month', 1456790399, 29],
  ['month', 1456790400, 3],
  ['day_of_year', 1483191420, 366],
  ['day_of_year', 1672493820, 365],
  ['days_in_month', 1454284800, 29],
  ['days_in_month', 1485907200, 28],
  ['days_in_month', -2203977600, 28],
  ['day_of_week', -1, 3],
  ['hour', -1, 23],
  // Fractions are cut off towards 1970.
  ['hour', -0.5, 0],
  ['year', 1e300, Number.NaN],
  ['minute', Number.NaN, Number.NaN],
  ['month', Number.POSITIVE_INFINITY, Number.NaN],
])('%s of %d is %d', async (call, time, expected) => {
  expect(await part(call, time)).toBe(expected)
})

test('without an argument the step is meant', async () => {
  const days = { start: 0, end: 4 * 86_400, step: 86_400 }
  expect(await askRange({}, 'day_of_week()', days)).toEqual({ '{}': [4, 5, 6, 0, 1] })
  expect((await askSamples({}, 'hour()', { at: 7200.5 })).values).toEqual({ '{}': 2 })
})

test('each series is taken by itself, without its name', async () => {
  const samples = { 'x{of="a"}': [0], 'x{of="b"}': [86_400 * 365] }
  expect((await askSamples(samples, 'year(x)')).values).toEqual({ '{of="a"}': 1970, '{of="b"}': 1971 })
})

test('every date that JavaScript knows agrees with it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: -8.64e12, max: 8.64e12 }), async (seconds) => {
      const date = new Date(seconds * 1000)
      expect(await part('year', seconds)).toBe(date.getUTCFullYear())
      expect(await part('month', seconds)).toBe(date.getUTCMonth() + 1)
      expect(await part('day_of_month', seconds)).toBe(date.getUTCDate())
      expect(await part('day_of_week', seconds)).toBe(date.getUTCDay())
      expect(await part('hour', seconds)).toBe(date.getUTCHours())
      expect(await part('minute', seconds)).toBe(date.getUTCMinutes())
    }),
    { numRuns: 20 },
  )
})
