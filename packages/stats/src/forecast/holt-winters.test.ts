import { describe, expect, test } from 'vitest'
import { createNoise } from '../testing/draw.ts'
import { errorGrowth, extend, fitHoltWinters, smooth } from './holt-winters.ts'

/** Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 2nd edition. */
describe('the published examples are reproduced', () => {
  test("Holt's linear method on Australian air passengers (table 7.2)", () => {
    const passengers = Float64Array.of(
      ...[17.55, 21.86, 23.89, 26.93, 26.89, 28.83, 30.08, 30.95, 30.19, 31.58, 32.58, 33.48, 39.02, 41.39, 41.6],
      ...[44.66, 46.95, 48.73, 51.49, 50.03, 60.64, 63.36, 66.36, 68.2, 68.12, 69.78, 72.6],
    )
    const start = { level: 15.57, trend: 2.102, season: new Float64Array(0) }
    const { state, errors } = smooth(passengers, start, { alpha: 0.8321, beta: 0.0001, gamma: 0 })
    expect(state.level).toBeCloseTo(72.5, 2)
    expect(17.55 - (errors[0] ?? 0)).toBeCloseTo(17.67, 2)
    const ahead = [74.6, 76.7, 78.8, 80.91, 83.01]
    for (const [step, value] of extend(state, passengers.length, 5).entries()) {
      expect(Math.abs(value - (ahead[step] ?? 0))).toBeLessThan(0.011)
    }
  })

  test('Holt–Winters on nights of visitors to Australia, additive, by quarter (table 7.3)', () => {
    const nights = Float64Array.of(
      ...[42.20566, 24.64917, 32.66734, 37.25735, 45.24246, 29.35048, 36.34421, 41.78208, 49.2766, 31.2754, 37.85063],
      ...[38.83704, 51.2369, 31.83855, 41.32342, 42.799, 55.70836, 33.40714, 42.31664, 45.15712, 59.57608, 34.83733],
      ...[44.84168, 46.97125, 60.01903, 38.37118, 46.97586, 50.7338, 61.64687, 39.29957, 52.67121, 54.33232, 66.83436],
      ...[40.87119, 51.82854, 57.49191, 65.25147, 43.06121, 54.76076, 59.83447, 73.25703, 47.69662, 61.09777, 66.05576],
    )
    const start = { level: 32.26, trend: 0.7, season: Float64Array.of(9.7, -9.31, -1.69, 1.31) }
    const { state } = smooth(nights, start, { alpha: 0.306, beta: 0.0003, gamma: 0.426 })
    const ahead = [76.1, 51.6, 63.97, 68.37]
    for (const [step, value] of extend(state, nights.length, 4).entries()) {
      expect(Math.abs(value - (ahead[step] ?? 0))).toBeLessThan(0.02)
    }
  })
})

test('errors of one step grow as the method hands them on', () => {
  // Simple exponential smoothing: 1 + (h − 1)·α².
  const simple = errorGrowth({ alpha: 0.5, beta: 0, gamma: 0 }, 0, 4)
  expect([...simple].map((growth) => growth ** 2)).toEqual([1, 1.25, 1.5, 1.75].map((each) => expect.closeTo(each, 12)))
  // With α = 0 only the season hands on, one whole season later.
  const seasonal = errorGrowth({ alpha: 0, beta: 0, gamma: 0.5 }, 2, 5)
  expect([...seasonal].map((growth) => growth ** 2)).toEqual(
    [1, 1, 1.25, 1.25, 1.5].map((each) => expect.closeTo(each, 12)),
  )
})

test('a season without noise is learned whole', () => {
  const values = Float64Array.from({ length: 60 }, (_, at) => 100 + 2 * at + 10 * Math.sin((2 * Math.PI * at) / 12))
  const { state } = fitHoltWinters(values, 12)
  for (const [step, value] of extend(state, 60, 24).entries()) {
    expect(value).toBeCloseTo(100 + 2 * (60 + step) + 10 * Math.sin((2 * Math.PI * (60 + step)) / 12), 1)
  }
})

test('in noise about a level the weights stay small, and nothing is taken for a trend', () => {
  const noise = createNoise(3)
  const values = Float64Array.from({ length: 300 }, () => 50 + noise())
  const { state, weights } = fitHoltWinters(values, 0)
  expect(weights.alpha).toBeLessThan(0.15)
  expect(Math.abs(extend(state, 300, 100)[99] ?? 0) - 50).toBeLessThan(1)
})
