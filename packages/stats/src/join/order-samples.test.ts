import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type DuplicateHow, duplicateWays, orderSamples } from './order-samples.ts'

const { NaN: nothing, POSITIVE_INFINITY: infinity } = Number
const seriesOf = (points: readonly (readonly [number, number])[]) => ({
  times: Float64Array.from(points, ([time]) => time),
  values: Float64Array.from(points, ([, value]) => value),
})

/** Ramps of points, so that there are runs in order, points out of it, and times that come again. */
const points = fc
  .array(
    fc.record({
      start: fc.integer({ min: 0, max: 30 }),
      values: fc.array(fc.oneof({ weight: 4, arbitrary: fc.integer({ min: -9, max: 9 }) }, fc.constant(nothing)), {
        maxLength: 6,
      }),
    }),
    { maxLength: 8 },
  )
  .map((ramps) => ramps.flatMap(({ start, values }) => values.map((value, index) => [start + index, value] as const)))

const obvious: Record<DuplicateHow, (values: readonly number[]) => number> = {
  last: (values) => values.at(-1) ?? nothing,
  first: (values) => values[0] ?? nothing,
  sum: (values) => values.reduce((sum, value) => sum + value, 0),
  mean: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  max: (values) => Math.max(...values),
  min: (values) => Math.min(...values),
}

describe.each(duplicateWays)('of points at one time, %s', (duplicates) => {
  test('is as a table by time has it', () => {
    fc.assert(
      fc.property(points, (all) => {
        const byTime = new Map<number, number[]>()
        for (const [time, value] of all) byTime.set(time, [...(byTime.get(time) ?? []), value])
        const expected = [...byTime]
          .sort(([a], [b]) => a - b)
          .map(([time, values]): [number, number] => {
            const samples = values.filter((value) => !Number.isNaN(value))
            return [time, samples.length === 0 ? nothing : obvious[duplicates](samples)]
          })
        const ordered = orderSamples(seriesOf(all), { duplicates })
        expect(ordered.samples).toEqual(seriesOf(expected))
        expect(ordered.merged).toBe(all.length - expected.length)
        const late = all.filter(([time], index) => all.slice(0, index).some(([before]) => before > time))
        expect(ordered.reordered).toBe(late.length)
      }),
      { numRuns: 30 },
    )
  })
})

test('what ascends already is answered as it is', () => {
  const samples = seriesOf([
    [1, 5],
    [2, nothing],
    [3, 4],
  ])
  expect(orderSamples(samples)).toEqual({ samples, reordered: 0, merged: 0, dropped: 0 })
  expect(orderSamples(samples).samples).toBe(samples)
})

test('points without a time are dropped and counted, and the input stays as it was', () => {
  const samples = seriesOf([
    [2, 1],
    [nothing, 2],
    [1, 3],
    [infinity, 4],
  ])
  const { samples: ordered, ...counts } = orderSamples(samples)
  expect([[...ordered.times], [...ordered.values]]).toEqual([
    [1, 2],
    [3, 1],
  ])
  expect(counts).toEqual({ reordered: 1, merged: 0, dropped: 2 })
  expect([...samples.times]).toEqual([2, nothing, 1, infinity])
})

test('columns of different length are refused', () => {
  expect(() => orderSamples({ times: Float64Array.of(1), values: Float64Array.of() })).toThrow(RangeError)
})
