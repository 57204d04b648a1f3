import fc from 'fast-check'
import { expect, test } from 'vitest'
import { figuresOf } from './figures.ts'
import { last, max, mean, min, p95 } from './summary.ts'

const sample = fc.oneof(fc.double(), fc.integer({ min: -2, max: 2 }), fc.constant(Number.NaN))

test('they are those of the functions of their names', () => {
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 700 }), (drawn) => {
      const values = Float64Array.from(drawn)
      const before = values.slice()
      expect(figuresOf(values)).toEqual({
        last: last(values),
        mean: mean(values),
        min: min(values),
        max: max(values),
        p95: p95(values),
      })
      expect(values).toEqual(before)
    }),
  )
})

test('a long column does not leave its samples to a short one after it', () => {
  figuresOf(new Float64Array(2000).fill(9))
  expect(figuresOf(Float64Array.of(1, Number.NaN, 3))).toMatchObject({ last: 3, max: 3, mean: 2 })
})
