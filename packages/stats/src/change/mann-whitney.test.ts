import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { autoregressive } from '../testing/draw.ts'
import { mannWhitney } from './mann-whitney.ts'
import { neighbourCorrelation } from './noise.ts'

const tied = fc
  .array(fc.oneof({ weight: 6, arbitrary: fc.integer({ min: -4, max: 4 }) }, fc.constant(Number.NaN)), {
    maxLength: 30,
  })
  .map((values) => Float64Array.from(values))

test('U counts the pairs in which the later sample is larger, ties by half', () => {
  fc.assert(
    fc.property(tied, tied, (before, after) => {
      const [first, second] = [before, after].map((side) => [...side].filter((value) => !Number.isNaN(value)))
      const u = (second ?? [])
        .flatMap((b) => (first ?? []).map((a) => (b > a ? 1 : b === a ? 0.5 : 0)))
        .reduce((sum: number, pair) => sum + pair, 0)
      const test = mannWhitney(before, after)
      if (first?.length === 0 || second?.length === 0) expect(test.u).toBeNaN()
      else expect(test.u).toBe(u)
    }),
    { numRuns: 20 },
  )
})

describe('p agrees with published examples', () => {
  // Hollander and Wolfe (1973), 69f: permeability constants of the placental membrane; R: W = 35, p = 0.2544.
  const term = Float64Array.of(0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46)
  const early = Float64Array.of(1.15, 0.88, 0.9, 0.74, 1.21)

  test('exactly, without ties', () => {
    expect(mannWhitney(early, term)).toMatchObject({ u: 35, p: expect.closeTo(0.254_412_254_4, 9) })
    expect(mannWhitney(term, early)).toMatchObject({ u: 15, p: expect.closeTo(0.254_412_254_4, 9) })
    // 1 of C(6, 3) orders, both ways.
    expect(mannWhitney(Float64Array.of(1, 2, 3), Float64Array.of(4, 5, 6)).p).toBeCloseTo(2 / 20, 12)
  })

  test('by the normal distribution with ties', () => {
    // n = m = 4, U = 14.5; variance 16/12·(9 − Σ(t³ − t)/56) with the ties 2, 2, 2 (Σ = 18); continuity ½.

    const test = mannWhitney(Float64Array.of(1, 1, 2, 3), Float64Array.of(3, 4, 4, 2.5))
    expect(test.u).toBe(14.5)
    expect(test.p).toBeCloseTo(2 * 0.039, 2)
  })
})

test('all samples equal is no difference, and none at all is no answer', () => {
  expect(mannWhitney(Float64Array.of(1, 1), Float64Array.of(1, 1, 1))).toEqual({ u: 3, delta: 0, p: 1 })
  expect(mannWhitney(Float64Array.of(), Float64Array.of(1)).p).toBeNaN()
})

test('dependent samples count for less, so that series without a change are seldom told to have one', () => {
  const called = (isCorrected: boolean) =>
    Array.from({ length: 100 }, (_, seed) => autoregressive(200, 0.7, seed + 1)).filter((values) => {
      const [before, after] = [values.subarray(0, 100), values.subarray(100)]
      const rho = isCorrected ? neighbourCorrelation([before, after]) : 0
      return mannWhitney(before, after, (1 - rho) / (1 + rho)).p < 0.05
    }).length
  expect(called(true)).toBeLessThanOrEqual(10)
  expect(called(false)).toBeGreaterThan(25)
})
