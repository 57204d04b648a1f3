import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { columns, samplesOf } from '../testing/columns.ts'
import { count, last, lastTime, mad, max, mean, min, p50, p95, p99, quantile, quantiles } from './summary.ts'

const { NaN: nothing, POSITIVE_INFINITY: infinity } = Number
const column = (...values: number[]) => Float64Array.from(values)

describe('without a sample', () => {
  test.each([['no value'], ['only gaps']])('%s gives NaN, never zero', (kind) => {
    const values = kind === 'no value' ? column() : column(nothing, nothing)
    for (const kernel of [mad, mean, max, min, last, p50, p95, p99]) expect(kernel(values)).toBeNaN()
    expect(count(values)).toBe(0)
  })
})

test('gaps count for nothing', () => {
  const values = column(nothing, 4, nothing, 2, 6, nothing)
  expect([count(values), mean(values), min(values), max(values), last(values), p50(values)]).toEqual([3, 4, 2, 6, 6, 4])
})

test('the latest sample is as old as its own time, not as the last gap', () => {
  const times = column(10, 20, 30, 40)
  expect(lastTime(times, column(nothing, 4, 5, nothing))).toBe(30)
  expect(lastTime(times, column(nothing, nothing, nothing, nothing))).toBeNaN()
  expect(lastTime(column(), column())).toBeNaN()
})

test('the summaries agree with the obvious ones', () => {
  fc.assert(
    fc.property(columns, (values) => {
      const samples = samplesOf(values)
      expect(count(values)).toBe(samples.length)
      if (samples.length === 0) return
      expect(max(values)).toBe(Math.max(...samples))
      expect(min(values)).toBe(Math.min(...samples))
      expect(last(values)).toBe(samples.at(-1))
      expect(mean(values)).toBeCloseTo(samples.reduce((a, b) => a + b, 0) / samples.length, 3)
    }),
    { numRuns: 20 },
  )
})

test('a quantile leaves at most its share of the samples on each side and lies between its neighbours', () => {
  fc.assert(
    fc.property(columns, fc.double({ min: 0, max: 1, noNaN: true }), (values, wanted) => {
      const samples = samplesOf(values).sort((a, b) => a - b)
      if (samples.length === 0) return
      const found = quantile(values, wanted)
      const rank = (samples.length - 1) * wanted
      expect(found).toBeGreaterThanOrEqual(samples[Math.floor(rank)] ?? nothing)
      expect(found).toBeLessThanOrEqual((samples[Math.ceil(rank)] ?? nothing) + 1e-6)
    }),
    { numRuns: 20 },
  )
})

test('quantiles interpolate between closest ranks as PromQL does', () => {
  const values = column(40, 10, 30, 20)
  expect(quantiles(values, [0, 0.5, 0.75, 1])).toEqual([10, 25, 32.5, 40])
  expect(quantile(values, -0.1)).toBeNaN()
  expect(quantile(values, 1.1)).toBeNaN()
  expect(quantile(values, nothing)).toBeNaN()
})

test('the median absolute deviation agrees with the obvious one', () => {
  const middleOf = (values: number[]) => {
    const sorted = values.toSorted((a, b) => a - b)
    const half = sorted.length / 2
    return ((sorted[Math.ceil(half) - 1] ?? nothing) + (sorted[Math.floor(half)] ?? nothing)) / 2
  }
  fc.assert(
    fc.property(columns, (values) => {
      const samples = samplesOf(values)
      if (samples.length === 0) return
      const middle = middleOf(samples)
      expect(mad(values)).toBeCloseTo(middleOf(samples.map((value) => Math.abs(value - middle))), 3)
    }),
    { numRuns: 20 },
  )
})

test('the median absolute deviation keeps still while less than half of the samples go astray', () => {
  expect(mad(column(1, 2, 3, 4, 5))).toBe(1)
  expect(mad(column(1, 2, 3, 4, 1e9))).toBe(1)
  expect(mad(column(1, 2, 3, 4, infinity))).toBe(1)
  expect(mad(column(7, 7, 7, 0, 100))).toBe(0)
  expect(mad(column(1, infinity, infinity))).toBeNaN()
})

test('infinities are samples', () => {
  const values = column(1, infinity, infinity, -infinity)
  expect(max(values)).toBe(infinity)
  expect(min(values)).toBe(-infinity)
  expect(last(values)).toBe(-infinity)
  expect(mean(column(1, infinity))).toBe(infinity)
  expect(mean(values)).toBeNaN()
  expect(quantile(values, 0.9)).toBe(infinity)
})

test('a kernel leaves its input as it was', () => {
  const values = column(3, 1, nothing, 2)
  quantiles(values, [0.5])
  expect([...values]).toEqual([3, 1, nothing, 2])
})
