import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { columns } from '../testing/columns.ts'
import { quantileInPlace, selectDistance, selectQuantile, selectRank } from './select.ts'
import { mad, p50, quantile, sortedSamples } from './summary.ts'

const { NaN: nothing, POSITIVE_INFINITY: infinity } = Number
const shares = fc.double({ min: 0, max: 1, noNaN: true })

/** Long enough to be bracketed by a sample of it. */
const length = 20_000
const long: [string, (index: number) => number][] = [
  ['noise', (index) => Math.sin(index * index)],
  ['ascending', (index) => index],
  ['descending', (index) => -index],
  ['constant', () => 4],
  ['mostly zero', (index) => (index % 10 === 0 ? index : 0)],
  ['two values', (index) => index % 2],
  ['with gaps', (index) => (index % 3 === 0 ? nothing : Math.cos(index * index))],
  ['with infinities', (index) => (index % 5 === 0 ? (index % 10) * infinity - infinity : Math.cos(index))],
  ['of a period that misleads a sample', (index) => (index % 5 === 0 ? index : -index)],
  ['where only what a sample skips is large', (index) => (index < length / 2 ? index % 7 : 1e9 + index)],
]

describe('a selected quantile is the sorted one', () => {
  test('of short columns', () => {
    fc.assert(
      fc.property(columns, shares, (values, wanted) => {
        expect(selectQuantile(values, wanted)).toBe(quantile(values, wanted))
        expect(selectDistance(values, p50(values), 0.5)).toBe(mad(values))
      }),
      { numRuns: 50 },
    )
  })

  test.each(long)('of a long column: %s', (_, valueAt) => {
    const values = Float64Array.from({ length }, (__, index) => valueAt(index))
    const before = values.slice()
    for (const wanted of [0, 0.001, 0.02, 0.5, 0.77777, 0.98, 1]) {
      expect(selectQuantile(values, wanted)).toBe(quantile(values, wanted))
    }
    expect(selectDistance(values, 0.25, 0.5)).toBe(mad(values, 0.25))
    expect(values.every((value, index) => Object.is(value, before[index]))).toBe(true)
  })
})

test('no sample and no such quantile are NaN', () => {
  expect(selectQuantile(Float64Array.of(), 0.5)).toBeNaN()
  expect(selectQuantile(Float64Array.of(nothing), 0.5)).toBeNaN()
  expect(selectQuantile(Float64Array.of(1), 1.5)).toBeNaN()
  expect(quantileInPlace(Float64Array.of(1), nothing)).toBeNaN()
  expect(selectDistance(Float64Array.of(1, 2), infinity, 0.5)).toBeNaN()
})

test('each rank is put where a sort would put it, smaller ones before it and larger ones behind', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1 }), fc.nat(), (values, seed) => {
      const rank = seed % values.length
      const samples = Float64Array.from(values)
      const selected = selectRank(samples, rank)
      expect(selected).toBe(sortedSamples(Float64Array.from(values))[rank])
      expect(samples[rank]).toBe(selected)
      expect(samples.subarray(0, rank).every((value) => value <= selected)).toBe(true)
      expect(samples.subarray(rank).every((value) => value >= selected)).toBe(true)
    }),
    { numRuns: 50 },
  )
})

test.each<[string, (index: number) => number]>([
  ['rises and falls', (index) => Math.min(index, length - index)],
  ['falls and rises', (index) => Math.abs(index - length / 2)],
])('a column that %s, which makes bad pivots, is selected from all the same', (_, valueAt) => {
  const values = Float64Array.from({ length }, (__, index) => valueAt(index))
  for (const wanted of [0.1, 0.5, 0.98]) expect(quantileInPlace(values.slice(), wanted)).toBe(quantile(values, wanted))
})
