import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mad, p50, quantile } from '../summary/summary.ts'
import { createSortedWindow } from './sorted-window.ts'

const { NaN: nothing, POSITIVE_INFINITY: infinity } = Number

/** Few different values beside wide ones, so that ties, zeros of both signs and infinities leave the window again. */
const samples = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: -3, max: 3 }) },
    { weight: 6, arbitrary: fc.double({ noNaN: true, min: -1e6, max: 1e6 }) },
    fc.constantFrom(-0, infinity, -infinity),
  ),
  { minLength: 1, maxLength: 80 },
)

test('after each sample the window answers as a sorted copy of the last ones does', () => {
  fc.assert(
    fc.property(
      samples,
      fc.integer({ min: 1, max: 20 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (values, capacity, q) => {
        const window = createSortedWindow(capacity)
        values.forEach((value, index) => {
          window.push(value)
          const last = Float64Array.from(values.slice(Math.max(0, index + 1 - capacity), index + 1), (each) => each + 0)
          expect(window.size).toBe(last.length)
          expect(window.quantile(q)).toBe(quantile(last, q))
          expect(window.median()).toBe(p50(last))
          expect(window.mad(window.median())).toBe(mad(last))
          expect(window.mad(value / 2)).toBe(mad(last, value / 2))
          expect(window.rankOf(value)).toBe(last.filter((each) => each < value).length)
        })
      },
    ),
    { numRuns: 40 },
  )
})

test('a center far off on either side is measured from, too', () => {
  const window = createSortedWindow(4)
  for (const value of [1, 2, 3, 10]) window.push(value)
  expect(window.mad(100)).toBe(97.5)
  expect(window.mad(-100)).toBe(102.5)
  expect(window.mad(infinity)).toBeNaN()
  expect(window.mad(nothing)).toBeNaN()
})

test('an empty window knows nothing', () => {
  const window = createSortedWindow(3)
  expect(window.size).toBe(0)
  expect(window.median()).toBeNaN()
  expect(window.quantile(0)).toBeNaN()
  expect(window.mad(0)).toBeNaN()
  expect(window.rankOf(1)).toBe(0)
})

test('a quantile outside 0 … 1 is NaN, and so is the rank of a NaN', () => {
  const window = createSortedWindow(3)
  window.push(5)
  expect(window.quantile(1.1)).toBeNaN()
  expect(window.quantile(-0.1)).toBeNaN()
  expect(window.quantile(nothing)).toBeNaN()
  expect(window.rankOf(nothing)).toBeNaN()
  expect(window.rankOf(infinity)).toBe(1)
})

test('a NaN is refused and leaves the window as it was', () => {
  const window = createSortedWindow(2)
  window.push(1)
  expect(() => window.push(nothing)).toThrow(RangeError)
  expect([window.size, window.median()]).toEqual([1, 1])
})

test.each([0, -1, 1.5, nothing, infinity])('a window of %d samples is refused', (capacity) => {
  expect(() => createSortedWindow(capacity)).toThrow(RangeError)
})
