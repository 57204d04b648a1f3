import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { askSamples } from '../testing/ask-samples.ts'
import { quantile } from './spread.ts'

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number

async function overTime(call: string, values: readonly number[]): Promise<number> {
  return (await askSamples({ x: values }, call)).values['{}'] ?? nan
}

describe('the variance', () => {
  test('is that of the population', async () => {
    expect(await overTime('stdvar_over_time(x[1h])', [0, 8, 8, 2, 3])).toBeCloseTo(10.56, 12)
    expect(await overTime('stddev_over_time(x[1h])', [0, 8, 8, 2, 3])).toBeCloseTo(3.249615361854, 12)
  })

  test('of equal values is exactly 0', async () => {
    const same = 1.5990505637277868
    expect(await overTime('stdvar_over_time(x[1h])', [same, same, same])).toBe(0)
    expect(await overTime('stddev_over_time(x[1h])', [same, same, same])).toBe(0)
  })

  test('agrees with the mean of squared distances from the mean', async () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(values, async (samples) => {
        const mean = samples.reduce((sum, value) => sum + value, 0) / samples.length
        const expected = samples.reduce((sum, value) => sum + (value - mean) ** 2, 0) / samples.length
        const actual = await overTime('stdvar_over_time(x[1h])', samples)
        expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, expected))
      }),
      { numRuns: 20 },
    )
  })
})

describe('a quantile', () => {
  test.each([
    [0, [0, 1, 4], 0],
    [0.5, [0, 1], 0.5],
    [0.75, [0, 1, 4], 2.5],
    [0.8, [4, 0, 1], 2.8],
    [1, [0, 1, 4], 4],
    [0.5, [], nan],
    [nan, [1, 2], nan],
    [-0.1, [1, 2], -infinity],
    [1.1, [1, 2], infinity],
    // NaN is the smallest of all values.
    [1, [1, nan, 3], 3],
    [0, [1, nan, 3], nan],
    [0.5, [1, nan, 3], 1],
  ])('%d of %j is %d', (q, samples, expected) => {
    const result = quantile(q, Float64Array.from(samples))
    if (Number.isFinite(expected)) expect(result).toBeCloseTo(expected, 12)
    else expect(result).toBe(expected)
  })

  test('is the value that stands there when the samples are so many that nothing lies between', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 2, maxLength: 30 }), fc.nat(), (samples, place) => {
        const at = place % samples.length
        const expected = samples.toSorted((a, b) => a - b)[at]
        // A rank that is not quite whole lies beside it, by as little as rounding moves it.
        const span = Math.max(...samples) - Math.min(...samples)
        const actual = quantile(at / (samples.length - 1), Float64Array.from(samples))
        expect(Math.abs(actual - (expected ?? nan))).toBeLessThanOrEqual(1e-12 * (span + 1))
      }),
      { numRuns: 20 },
    )
  })

  test('outside of 0 … 1 is told', async () => {
    const ask = async (q: string) => (await askSamples({ x: [1, 2] }, `quantile_over_time(${q}, x[1h])`)).warnings
    expect(await ask('0.5')).toEqual([])
    expect(await ask('1.5')).toEqual([expect.stringMatching(/^PromQL warning: .* between 0 and 1, got 1\.5 \(1:20\)$/)])
    expect(await ask('NaN')).toEqual([expect.stringContaining('got NaN')])
  })

  test('may change from step to step', async () => {
    const samples = { x: [1, 2, 3], q: [0, 0, 1] }
    expect((await askSamples(samples, 'quantile_over_time(scalar(q), x[1h])')).values).toEqual({ '{}': 3 })
    expect((await askSamples(samples, 'quantile_over_time(scalar(q), x[1h])', { at: 60 })).values).toEqual({ '{}': 1 })
  })
})

test.each([
  [[4, 6, 2, 1, 999, 1, 2], 1],
  [[1, 2, 3, 4, 5], 1],
  [[7, 7, 7], 0],
  [[5], 0],
  [[1, 2, nan, 4], nan],
])('half of %j lie within %d of their median', async (samples, expected) => {
  expect(await overTime('mad_over_time(x[1h])', samples)).toBe(expected)
})
