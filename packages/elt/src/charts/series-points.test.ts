import { expect, test } from 'vitest'
import { findSeries, pointsOf, rangeOf } from './series-points.ts'

const series = (times: number[], values: number[], labels = {}) => ({
  labels,
  times: Float64Array.from(times),
  values: Float64Array.from(values),
})

test('a line breaks where nothing was measured', () => {
  expect(pointsOf(series([0, 10, 40, 50], [1, 2, 3, 4]), 10)).toEqual([
    [0, 1],
    [10_000, 2],
    [20_000, null],
    [40_000, 3],
    [50_000, 4],
  ])
  expect(pointsOf(series([0, 10, 20], [1, Number.NaN, Number.POSITIVE_INFINITY]), 10)).toEqual([
    [0, 1],
    [10_000, null],
    [20_000, null],
  ])
})

test('a row finds its series though it was given more labels, and no other one', () => {
  const frame = {
    series: [series([], [], { member: 'm1' }), series([], [], { member: 'm2' })],
    warnings: [],
    partial: false,
  }
  expect(findSeries(frame, { member: 'm2', node: 'n2' })).toBe(frame.series[1])
  expect(findSeries(frame, { member: 'm3' })).toBeUndefined()
  expect(findSeries(undefined, {})).toBeUndefined()
})

test('lines without a value have no range', () => {
  expect(rangeOf([[[0, null]], []])).toBeUndefined()
  expect(
    rangeOf([
      [
        [0, null],
        [1, 3],
      ],
      [[0, -1]],
    ]),
  ).toEqual({ min: -1, max: 3 })
})
