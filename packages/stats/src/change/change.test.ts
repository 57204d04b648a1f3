import fc from 'fast-check'
import { expect, test } from 'vitest'
import { columns, samplesOf, timesFor } from '../testing/columns.ts'
import { slope } from './change.ts'

const column = (...values: number[]) => Float64Array.from(values)

test('a straight line gives its slope whatever is missing from it', () => {
  fc.assert(
    fc.property(
      columns,
      fc.double({ min: -100, max: 100, noNaN: true }),
      fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 }),
      (gaps, steepness, steps) => {
        const times = timesFor(gaps, steps)
        const line = gaps.map((gap, index) =>
          Number.isNaN(gap) ? Number.NaN : 5 + steepness * ((times[index] ?? 0) - 1_790_000_000),
        )
        if (samplesOf(line).length < 2) expect(slope(times, line)).toBeNaN()
        else expect(slope(times, line)).toBeCloseTo(steepness, 9)
      },
    ),
    { numRuns: 20 },
  )
})

test('the slope agrees with the normal equations', () => {
  fc.assert(
    fc.property(columns, (values) => {
      const times = timesFor(values, [15, 30, 5])
      const points = [...values].flatMap((value, index) =>
        Number.isNaN(value) ? [] : [{ time: (times[index] ?? 0) - 1_790_000_000, value }],
      )
      if (points.length < 2) return
      const n = points.length
      const sum = (of: (point: { time: number; value: number }) => number) => points.reduce((a, p) => a + of(p), 0)
      const slow =
        (n * sum((p) => p.time * p.value) - sum((p) => p.time) * sum((p) => p.value)) /
        (n * sum((p) => p.time ** 2) - sum((p) => p.time) ** 2)
      const scale = Math.max(1, ...points.map((p) => Math.abs(p.value)))
      expect(Math.abs(slope(times, values) - slow) / scale).toBeLessThan(1e-9)
    }),
    { numRuns: 20 },
  )
})

test('no slope without two samples at different times, nor through an infinity', () => {
  expect(slope(column(), column())).toBeNaN()
  expect(slope(column(1), column(5))).toBeNaN()
  expect(slope(column(1, 1), column(5, 6))).toBeNaN()
  expect(slope(column(1, 2), column(5, Number.POSITIVE_INFINITY))).toBeNaN()
})
