import fc from 'fast-check'
import { expect, test } from 'vitest'
import { normalCdf, writeShares } from './log-normal.ts'

/** By its series, which needs many terms but no table: Φ(z) = ½ + φ(z)·(z + z³/3 + z⁵/15 + …). */
function slowCdf(z: number): number {
  let term = z
  let sum = z
  for (let odd = 3; odd < 400; odd += 2) {
    term *= (z * z) / odd
    sum += term
  }
  return 0.5 + (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI)
}

test('the share up to any deviation is that of the slow way', () => {
  fc.assert(
    fc.property(fc.double({ min: -9, max: 9, noNaN: true }), (z) => Math.abs(normalCdf(z) - slowCdf(z)) < 1e-9),
    { numRuns: 500 },
  )
})

test('far away it is 0 or 1', () => {
  expect([-Infinity, -1e9, -8].map(normalCdf)).toEqual([0, 0, 0])
  expect([8, 1e9, Infinity].map(normalCdf)).toEqual([1, 1, 1])
})

test('shares of a mixture add up, and its mean is between those of its parts', () => {
  const out = new Float64Array(3)
  const parts = [
    { share: 0.9, median: 0.01, spread: 0.5 },
    { share: 0.1, median: 1, spread: 0.5 },
  ]
  const mean = writeShares(parts, Float64Array.from([0.01, 0.1, 1], Math.log), out)
  expect([...out].map((share) => Math.round(share * 1e4) / 1e4)).toEqual([0.45, 0.9, 0.95])
  expect(mean).toBeCloseTo((0.9 * 0.01 + 0.1) * Math.exp(0.125), 10)
})

test('without spread all of it is at the median', () => {
  const out = new Float64Array(4)
  writeShares([{ share: 1, median: 2, spread: 0 }], Float64Array.from([0, 1, 2, 3], Math.log), out)
  expect([...out]).toEqual([0, 0, 1, 1])
})
