import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createQuantileSketch, type QuantileSketch } from './quantile-sketch.ts'

const { NaN: nothing, POSITIVE_INFINITY: infinity, MAX_VALUE: largest } = Number

const streams = fc.array(
  fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }),
    fc.double({ noNaN: true, min: -100, max: 100 }),
    fc.constantFrom(0, -0, 5e-324, -1e-310, infinity, -infinity, nothing),
  ),
  { maxLength: 80 },
)
const shares = fc.double({ min: 0, max: 1, noNaN: true })
const errors = fc.constantFrom(0.01, 0.05, 0.2)

function sketchOf(values: readonly number[], error: number): QuantileSketch {
  const sketch = createQuantileSketch(error)
  for (const value of values) sketch.add(value)
  return sketch
}

function everything(sketch: QuantileSketch) {
  const buckets: number[][] = []
  sketch.forEach((value, count) => {
    buckets.push([value, count])
  })
  return { count: sketch.count, min: sketch.min, max: sketch.max, buckets }
}

test('each quantile is off by no more than the stated share of it', () => {
  fc.assert(
    fc.property(streams, shares, errors, (values, q, error) => {
      const sketch = sketchOf(values, error)
      const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b)
      expect(sketch.count).toBe(sorted.length)
      if (sorted.length === 0) return
      const exact = sorted[Math.floor(q * (sorted.length - 1))] ?? nothing
      const found = sketch.quantile(q)
      if (Math.abs(exact) < 2.3e-308 || !Number.isFinite(exact)) expect(found).toBeCloseTo(exact, 300)
      else expect(Math.abs(found - exact)).toBeLessThanOrEqual(error * Math.abs(exact) * (1 + 1e-9))
    }),
    { numRuns: 60 },
  )
})

test('sketches of parts, merged, are the sketch of the whole', () => {
  fc.assert(
    fc.property(streams, streams, errors, (left, right, error) => {
      const merged = sketchOf(left, error)
      merged.merge(sketchOf(right, error))
      const { buckets, ...whole } = everything(sketchOf([...left, ...right], error))
      const { buckets: found, ...rest } = everything(merged)
      expect(rest).toEqual(whole)
      expect(found).toEqual(buckets)
    }),
    { numRuns: 40 },
  )
})

test('a sketch merged into itself has all twice', () => {
  const sketch = sketchOf([1, 2, 3], 0.01)
  sketch.merge(sketch)
  expect(sketch.count).toBe(6)
  expect(sketch.quantile(0.5)).toBeCloseTo(2, 1)
})

test('a weight counts as so many samples', () => {
  const weighted = createQuantileSketch()
  weighted.add(5, 3)
  weighted.add(9, 0)
  expect(everything(weighted)).toEqual(everything(sketchOf([5, 5, 5], 0.01)))
})

test.each([0.001, 0.01, 0.05])('the ends of what a double holds, zero and infinities, to %d', (error) => {
  const sketch = sketchOf([-infinity, -largest, -5e-324, 0, 5e-324, largest, infinity, nothing], error)
  expect(sketch.count).toBe(7)
  expect([0, 0.5, 1].map((q) => sketch.quantile(q))).toEqual([-infinity, 0, infinity])
  expect(sketch.quantile(1 / 6)).toBeLessThan(-1.7e308)
  expect(sketch.quantile(5 / 6)).toBeGreaterThan(1.7e308)
  expect(Number.isFinite(sketch.quantile(5 / 6))).toBe(true)
})

describe('what has no answer', () => {
  test('is NaN without samples and outside 0 … 1', () => {
    expect(everything(createQuantileSketch())).toEqual({ count: 0, min: nothing, max: nothing, buckets: [] })
    expect(createQuantileSketch().quantile(0.5)).toBeNaN()
    expect(sketchOf([1], 0.01).quantile(1.01)).toBeNaN()
    expect(sketchOf([1], 0.01).quantile(nothing)).toBeNaN()
  })

  test('is refused where it cannot be kept', () => {
    expect(() => createQuantileSketch(0)).toThrow(RangeError)
    expect(() => createQuantileSketch(nothing)).toThrow(RangeError)
    expect(() => sketchOf([1], 0.01).merge(sketchOf([1], 0.02))).toThrow(RangeError)
    expect(() => createQuantileSketch().add(1, -1)).toThrow(RangeError)
    expect(() => createQuantileSketch().add(1, 0.5)).toThrow(RangeError)
  })
})
