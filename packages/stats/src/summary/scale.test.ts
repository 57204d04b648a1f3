import fc from 'fast-check'
import { expect, test } from 'vitest'
import { columns, samplesOf } from '../testing/columns.ts'
import { robustScale, scaleOf } from './scale.ts'
import { mad, p50, quantile } from './summary.ts'

const { NaN: nothing, POSITIVE_INFINITY: infinity } = Number
const repeat = (length: number, valueAt: (index: number) => number) =>
  Float64Array.from({ length }, (_, index) => valueAt(index))

test('the scale is the largest of its measures, and says which', () => {
  expect(scaleOf({ median: 0, mad: 2, q02: -1, q98: 1 })).toEqual({ scale: 2.9652, basis: 'mad' })
  expect(scaleOf({ median: 0, mad: 0, q02: 0, q98: 8.2 })).toEqual({ scale: 8.2 / 4.1, basis: 'range' })
  expect(scaleOf({ median: -50, mad: 0, q02: -50, q98: -50 })).toEqual({ scale: 0.5, basis: 'level' })
  expect(scaleOf({ median: 3, mad: 0, q02: 3, q98: 4, resolution: 1 })).toEqual({ scale: 1, basis: 'resolution' })
  expect(scaleOf({ median: 0, mad: 0, q02: 0, q98: 0 })).toEqual({ scale: 0, basis: 'none' })
})

test('it is never below what each measure says of the samples', () => {
  fc.assert(
    fc.property(columns, (values) => {
      const samples = Float64Array.from(samplesOf(values))
      const { center, scale, samples: counted } = robustScale(values)
      expect(counted).toBe(samples.length)
      if (counted === 0) return
      expect(center).toBe(p50(samples))
      expect(scale).toBeGreaterThanOrEqual(1.4826 * mad(samples))
      expect(scale).toBeGreaterThanOrEqual((quantile(samples, 0.98) - quantile(samples, 0.02)) / 4.1)
      expect(scale).toBeGreaterThanOrEqual(Math.abs(center) / 100)
    }),
    { numRuns: 30 },
  )
})

test('counts that are nearly always the same are no closer than one step of them', () => {
  expect(robustScale(repeat(200, (index) => (index % 20 === 0 ? 1 : 0)))).toMatchObject({
    scale: 1,
    basis: 'resolution',
  })
  expect(robustScale(repeat(200, (index) => 0.5 * (index % 3))).basis).toBe('mad')
})

test('a value that only an outlier has is no step', () => {
  expect(robustScale(repeat(200, (index) => (index === 7 ? 1000 : 0)))).toMatchObject({ scale: 0, basis: 'none' })
})

test('normal samples have the scale of their standard deviation', () => {
  const normal = repeat(5000, (index) => {
    const u = ((index * 7919) % 5000) / 5000 + 1e-4
    const v = ((index * 104_729) % 4999) / 4999
    return 10 + 3 * Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v)
  })
  expect(robustScale(normal).scale).toBeCloseTo(3, 0)
})

test('infinities and gaps are no part of it', () => {
  expect(robustScale(Float64Array.of(1, 2, nothing, 3, infinity, -infinity))).toMatchObject({ center: 2, samples: 3 })
  expect(robustScale(Float64Array.of(nothing, infinity))).toEqual({
    center: nothing,
    scale: nothing,
    basis: 'none',
    samples: 0,
  })
})
