import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { askSamples } from '../testing/ask-samples.ts'

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number
const sawTooth = { x: [0, 10, 20, 30, 40, 0, 10, 20, 30, 40, 50] }
const everyFiveMinutes = { every: 300 }

describe('the line through the samples', () => {
  test('rises by so much a second', async () => {
    const { values } = await askSamples(sawTooth, 'deriv(x[100m])', everyFiveMinutes)
    expect(values['{}']).toBeCloseTo(0.010606060606060607, 15)
  })

  test.each([
    ['predict_linear(x[50m1s], 3600)', 3000, 76.81818181818181],
    ['predict_linear(x[55m] @ 3000, 3600)', 600, 51.36363636363637],
    ['predict_linear(x[55m] @ 3000, 3600)', 4200, 89.54545454545455],
    ['predict_linear(x[55m] offset 10m, 0)', 3600, 45],
  ])('%s at %d s says %d: it reckons from the step, wherever the samples are from', async (query, at, expected) => {
    const { values } = await askSamples(sawTooth, query, { at, every: 300 })
    expect(values['{}']).toBeCloseTo(expected, 9)
  })

  test('of equal samples is flat, of infinite ones it is none', async () => {
    const samples = {
      'x{of="same"}': [3, 3, 3],
      'x{of="infinite"}': [infinity, infinity],
      'x{of="one end"}': [1, 2, infinity],
    }
    expect((await askSamples(samples, 'deriv(x[1h])')).values).toEqual({
      '{of="same"}': 0,
      '{of="infinite"}': nan,
      '{of="one end"}': nan,
    })
  })

  test('needs two samples', async () => {
    expect((await askSamples({ x: [1] }, 'deriv(x[1h]) or predict_linear(x[1h], 1)')).values).toEqual({})
  })

  test('is the one of least squares', async () => {
    const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(values, fc.integer({ min: -1000, max: 1000 }), async (samples, ahead) => {
        const last = samples.length - 1
        const [meanX, meanY] = [(last * 60) / 2, samples.reduce((sum, value) => sum + value, 0) / samples.length]
        const joint = samples.reduce((sum, value, index) => sum + (index * 60 - meanX) * (value - meanY), 0)
        const slope = joint / samples.reduce((sum, _, index) => sum + (index * 60 - meanX) ** 2, 0)
        const { values: rise } = await askSamples({ x: samples }, 'deriv(x[1h])')
        const { values: later } = await askSamples({ x: samples }, `predict_linear(x[1h], ${ahead})`)
        expect(rise['{}']).toBeCloseTo(slope, 9)
        expect(later['{}']).toBeCloseTo(meanY + slope * (last * 60 + ahead - meanX), 6)
      }),
      { numRuns: 20 },
    )
  })
})

describe('double exponential smoothing', () => {
  test.each(['double_exponential_smoothing', 'holt_winters'])('follows a straight line exactly as %s', async (name) => {
    const { values } = await askSamples({ x: [10, 20, 30, 40] }, `${name}(x[1h], 0.01, 0.1)`)
    expect(values['{}']).toBeCloseTo(40, 9)
  })

  test('weighs level and trend', async () => {
    // Levels: 1; 0.5·4 + 0.5·(1 + 3) = 4; trend 0.5·3 + 0.5·3 = 3; 0.5·1 + 0.5·(4 + 3) = 4.
    expect((await askSamples({ x: [1, 4, 1] }, 'holt_winters(x[1h], 0.5, 0.5)')).values['{}']).toBeCloseTo(4, 12)
  })

  test('needs two samples', async () => {
    expect((await askSamples({ x: [1] }, 'holt_winters(x[1h], 0.5, 0.5)')).values).toEqual({})
  })

  test.each([
    ['0', '0.5', 'smoothing'],
    ['1', '0.5', 'smoothing'],
    ['0.5', '-1', 'trend'],
    ['0.5', '2', 'trend'],
  ])('refuses the factors %s and %s, and says which is wrong', async (smoothing, trend, wrong) => {
    await expect(askSamples({ x: [1, 2] }, `holt_winters(x[1h], ${smoothing}, ${trend})`)).rejects.toMatchObject({
      code: 'bad_query',
      message: expect.stringContaining(`${wrong} factor`),
      hint: expect.any(String),
    })
  })
})
