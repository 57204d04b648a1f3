import { expect, test } from 'vitest'
import { almostEqual } from './almost-equal.ts'

test.each([
  [1, 1, true],
  [1, 1 + 1e-6, true],
  [1, 1 + 1e-5, false],
  [1e9, 1e9 + 1000, true],
  [0, 1e-300, false],
  [0, -0, true],
  [0, 5e-324, true],
  [Number.NaN, Number.NaN, true],
  [Number.NaN, 1, false],
  [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, true],
  [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, false],
  [Number.POSITIVE_INFINITY, Number.MAX_VALUE, false],
  [Number.MAX_VALUE, Number.MAX_VALUE * (1 - 1e-7), true],
  [1, -1, false],
])('%d and %d: %s', (a, b, expected) => {
  expect(almostEqual(a, b)).toBe(expected)
  expect(almostEqual(b, a)).toBe(expected)
})
