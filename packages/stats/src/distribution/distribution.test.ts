import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { logGamma, regularizedBeta } from './beta.ts'
import { normalCdf, normalQuantile, normalTwoSided } from './normal.ts'
import { studentTCdf, studentTQuantile, studentTTwoSided } from './student-t.ts'

const relative = (value: number, expected: number) => Math.abs(value / expected - 1)

describe('the normal distribution agrees with published values', () => {
  // Abramowitz and Stegun, table 26.1; the far tails after Wolfram's Erfc.
  test.each([
    [0, 0.5],
    [1, 0.841_344_746_068_542_9],
    [1.96, 0.975_002_104_851_779_5],
    [-2.5, 0.006_209_665_325_776_132],
    [3, 0.998_650_101_968_369_9],
    [-5, 2.866_515_718_791_939e-7],
    [-10, 7.619_853_024_160_525e-24],
  ])('Φ(%d)', (z, expected) => {
    expect(relative(normalCdf(z), expected)).toBeLessThan(1e-9)
  })

  test.each([
    [0.975, 1.959_963_984_540_054],
    [0.995, 2.575_829_303_548_901],
    [0.75, 0.674_489_750_196_081_7],
    [1e-10, -6.361_340_902_404_056],
  ])('the quantile of %d', (p, expected) => {
    expect(relative(normalQuantile(p), expected)).toBeLessThan(1e-9)
  })

  test('both ways of computing it meet', () => {
    const [series, fraction] = [normalCdf(-3), normalCdf(-3 - 1e-13)]
    expect(relative(fraction, series)).toBeLessThan(1e-11)
  })

  test('its edges', () => {
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY)
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY)
    expect(normalQuantile(1.1)).toBeNaN()
    expect(normalCdf(Number.NaN)).toBeNaN()
    expect(normalCdf(Number.NEGATIVE_INFINITY)).toBe(0)
    expect(normalTwoSided(0)).toBe(1)
  })
})

test('the logarithm of gamma agrees with factorials and with √π at one half', () => {
  let factorial = 1
  for (let n = 1; n < 30; n++) {
    expect(logGamma(n)).toBeCloseTo(Math.log(factorial), 10)
    factorial *= n
  }
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12)
  expect(logGamma(0.1)).toBeCloseTo(2.252_712_651_734_206, 12)
  expect(logGamma(0)).toBeNaN()
})

test('the incomplete beta function agrees with its closed forms', () => {
  // Iₓ(1, b) = 1 − (1 − x)ᵇ, Iₓ(a, 1) = xᵃ, and for whole numbers a binomial tail.
  expect(regularizedBeta(0.3, 1, 4)).toBeCloseTo(1 - 0.7 ** 4, 12)
  expect(regularizedBeta(0.3, 2.5, 1)).toBeCloseTo(0.3 ** 2.5, 12)
  expect(regularizedBeta(0.4, 2, 3)).toBeCloseTo(0.5248, 12)
  expect(regularizedBeta(0, 2, 3)).toBe(0)
  expect(regularizedBeta(1, 2, 3)).toBe(1)
  expect(regularizedBeta(1.2, 2, 3)).toBeNaN()
  fc.assert(
    fc.property(
      // Of these 1 − x is exact, as it is not beside 0.
      fc.integer({ min: 0, max: 1024 }).map((of) => of / 1024),
      fc.double({ min: 0.1, max: 500, noNaN: true }),
      fc.double({ min: 0.1, max: 500, noNaN: true }),
      (x, a, b) => {
        expect(regularizedBeta(x, a, b) + regularizedBeta(1 - x, b, a)).toBeCloseTo(1, 9)
      },
    ),
    { numRuns: 20 },
  )
})

describe("Student's t agrees with published tables", () => {
  // Two-sided 5 % and 1 % points; one degree is Cauchy's distribution, where t = tan(π(p − ½)).
  test.each([
    [0.975, 1, Math.tan(Math.PI * 0.475)],
    [0.975, 2, 4.302_652_729_911_275],
    [0.975, 10, 2.228_138_851_964_939],
    [0.995, 30, 2.749_995_653_567_231],
    [0.95, 120, 1.657_650_899_365_286],
  ])('the quantile of %d with %d degrees of freedom', (p, degrees, expected) => {
    expect(relative(studentTQuantile(p, degrees), expected)).toBeLessThan(1e-8)
    expect(studentTCdf(expected, degrees)).toBeCloseTo(p, 9)
    expect(studentTTwoSided(expected, degrees)).toBeCloseTo(2 * (1 - p), 9)
  })

  test('with many degrees of freedom it is the normal distribution', () => {
    expect(studentTTwoSided(1.96, 1e9)).toBeCloseTo(normalTwoSided(1.96), 12)
    expect(studentTTwoSided(1.96, 9e6)).toBeCloseTo(normalTwoSided(1.96), 6)
    expect(studentTQuantile(0.975, 1e9)).toBeCloseTo(1.959_963_984_540_054, 12)
  })

  test('its edges', () => {
    expect(studentTTwoSided(Number.POSITIVE_INFINITY, 3)).toBe(0)
    expect(studentTTwoSided(1, 0)).toBeNaN()
    expect(studentTQuantile(0.5, 3)).toBe(0)
    expect(studentTQuantile(0, 3)).toBe(Number.NEGATIVE_INFINITY)
    expect(studentTCdf(-1.5, 7)).toBeCloseTo(1 - studentTCdf(1.5, 7), 12)
  })
})
