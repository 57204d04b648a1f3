import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sharedScale, sparkline } from './sparkline.ts'

const of = (values: number[], width = values.length) =>
  sparkline(
    { times: Float64Array.from(values, (_, index) => index), values: Float64Array.from(values) },
    { start: 0, end: values.length - 1, step: 1, width },
  )

test('levels run from the lowest point to the highest', () => {
  expect(of([0, 1, 2, 3, 4, 5, 6, 7])).toBe('▁▂▃▄▅▆▇█')
})

test('a short spike is kept when points are joined', () => {
  expect(of([0, 0, 0, 9, 0, 0, 0, 0], 4)).toBe('▁█▁▁')
})

test('what has no point is blank, what does not change is level, infinities are the ends', () => {
  expect(of([Number.NaN, 5, 5])).toBe(' ▁▁')
  expect(of([Number.POSITIVE_INFINITY, 1, Number.NEGATIVE_INFINITY])).toBe('█▁▁')
  expect(of([Number.NaN, Number.NaN, Number.NaN])).toBe('   ')
})

test('rows that are compared share a scale from 0, so that what is small looks small and what is high all along, high', () => {
  const draw = (rows: number[][]) => {
    const series = rows.map((values) => ({ times: Float64Array.of(0, 1), values: Float64Array.from(values) }))
    const scale = sharedScale(series)
    return series.map((each) => sparkline(each, { start: 0, end: 1, step: 1, width: 2, scale }))
  }
  expect(
    draw([
      [64, 63],
      [1.9, 1.8],
      [32, Number.NaN],
    ]),
  ).toEqual(['██', '▁▁', '▅ '])
  expect(draw([[8, 8]])).toEqual(['██'])
  expect(draw([[0, 0]])).toEqual(['▁▁'])
  expect(draw([[-8, 0]])).toEqual(['▁█'])
  expect(draw([[Number.POSITIVE_INFINITY, Number.NaN]])).toEqual(['█ '])
})

test('is as wide as asked or as there are points, whatever they are', () => {
  const point = fc.double({ noDefaultInfinity: false })
  fc.assert(
    fc.property(fc.array(point, { minLength: 1, maxLength: 50 }), fc.integer({ min: 1, max: 60 }), (values, width) => {
      expect([...of(values, width)]).toHaveLength(Math.min(width, values.length))
    }),
  )
})
