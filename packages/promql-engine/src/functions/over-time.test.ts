import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { askSamples } from '../testing/ask-samples.ts'

const infinity = Number.POSITIVE_INFINITY
const huge = 9.988465674311579e307

async function overTime(call: string, values: readonly (number | null)[]): Promise<number | undefined> {
  return (await askSamples({ x: values }, `${call}(x[1d])`, { every: 10 })).values['{}']
}

describe('the mean', () => {
  test.each([
    { of: [1, 2, 3, 4, 5], mean: 3 },
    { of: [5], mean: 5 },
    { of: [1, 2, 3, 4, infinity], mean: infinity },
    { of: [1, 2, 3, infinity, -infinity], mean: Number.NaN },
    { of: [infinity, 0, infinity], mean: infinity },
    { of: [-infinity, 0, -infinity], mean: -infinity },
    { of: [-infinity, -infinity, infinity], mean: Number.NaN },
    { of: [1, 2, Number.NaN], mean: Number.NaN },
    { of: [1, 1e100, 1, -1e100], mean: 0.5 },
    { of: [huge, huge], mean: huge },
    { of: [-huge, -huge, -huge], mean: -huge },
    { of: [-huge, huge], mean: 0 },
    { of: new Array(13).fill(52), mean: 52 },
  ])('of $of is $mean', async ({ of, mean }) => {
    expect(await overTime('avg_over_time', of)).toBe(mean)
  })

  test.each([
    { of: [1e10, 1e-6, 1e-6, 1e-6, 1e-6, 1e-6], mean: 1.6666666666666675e9 },
    { of: [-1.78264e215, 0.76342771, 1.9592258, 2.258e220, 7.69805412, -458.90154], mean: 3.76330362266667e219 },
    { of: [huge, huge, 1, 2], mean: huge / 2 },
  ])('of $of is $mean, but for rounding', async ({ of, mean }) => {
    expect((await overTime('avg_over_time', of)) ?? 0).toBeCloseTo(mean, -Math.log10(mean) + 12)
  })
})

describe('the sum', () => {
  test.each([
    { of: [1, 1e100, 1, -1e100], sum: 2 },
    { of: [1, infinity, 2], sum: infinity },
    { of: [infinity, -infinity], sum: Number.NaN },
    { of: [huge, huge], sum: infinity },
  ])('of $of is $sum', async ({ of, sum }) => {
    expect(await overTime('sum_over_time', of)).toBe(sum)
  })

  test('loses no more than the rounding of its result', async () => {
    // Whole multiples of 2^-20: their sum by integers is exact.
    const term = fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map((value) => Number(value) * 2 ** -20)
    await fc.assert(
      fc.asyncProperty(fc.array(term, { minLength: 1, maxLength: 30 }), async (terms) => {
        const exact = Number(terms.reduce((sum, value) => sum + BigInt(value * 2 ** 20), 0n)) * 2 ** -20
        const largest = Math.max(...terms.map(Math.abs))
        const sum = (await overTime('sum_over_time', terms)) ?? Number.NaN
        // Neumaier's bound: twice the rounding of the result, and the square of it of what was added.
        expect(Math.abs(sum - exact)).toBeLessThanOrEqual(2 ** -52 * Math.abs(exact) + 900 * 2 ** -104 * largest)
      }),
      { numRuns: 20 },
    )
  })
})

describe('extremes', () => {
  test.each([
    { of: [2, 0, 3], min: 0, max: 3 },
    { of: [2, Number.NaN, 1], min: 1, max: 2 },
    { of: [Number.NaN, 0, 1], min: 0, max: 1 },
    { of: [2, 0, Number.NaN], min: 0, max: 2 },
    { of: [Number.NaN, Number.NaN], min: Number.NaN, max: Number.NaN },
    { of: [null, 5, 2, null, 4], min: 2, max: 5 },
  ])('of $of are $min and $max', async ({ of, min, max }) => {
    expect(await overTime('min_over_time', of)).toBe(min)
    expect(await overTime('max_over_time', of)).toBe(max)
  })

  test('were last reached at', async () => {
    const values = [1, 6, 0, 3, 6, 0, 5]
    expect(await overTime('ts_of_min_over_time', values)).toBe(50)
    expect(await overTime('ts_of_max_over_time', values)).toBe(40)
    expect(await overTime('ts_of_max_over_time', [Number.NaN, 1, Number.NaN])).toBe(10)
  })
})

test('the first and the last sample keep their name, their times do not', async () => {
  const samples = { 'x{a="b"}': [null, 5, 7, 9, null] }
  const ask = async (call: string) => (await askSamples(samples, `${call}(x[1h])`)).values
  expect(await ask('first_over_time')).toEqual({ '{__name__="x", a="b"}': 5 })
  expect(await ask('last_over_time')).toEqual({ '{__name__="x", a="b"}': 9 })
  expect(await ask('ts_of_first_over_time')).toEqual({ '{a="b"}': 60 })
  expect(await ask('ts_of_last_over_time')).toEqual({ '{a="b"}': 180 })
})

test('samples are counted and noticed, NaN too', async () => {
  const samples = { x: [1, Number.NaN, null, 3] }
  expect((await askSamples(samples, 'count_over_time(x[1h])')).values).toEqual({ '{}': 3 })
  expect((await askSamples(samples, 'present_over_time(x[1h])')).values).toEqual({ '{}': 1 })
  expect((await askSamples(samples, 'present_over_time(x[1h])', { at: 9000 })).values).toEqual({})
})
