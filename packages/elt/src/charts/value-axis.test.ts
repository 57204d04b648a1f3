import { formatValue, unitSchema } from '@ocp-perf/panel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { valueAxis } from './value-axis.ts'

const ticksOf = (unit: 'seconds' | 'bytes' | 'ratio' | 'count' | 'boolean', min: number, max: number): string[] => {
  const { first, last, step } = valueAxis(unit, { min, max })
  return Array.from({ length: last - first + 1 }, (_, index) => formatValue((first + index) * step, unit))
}

test.each([
  ['seconds', 0.001, 0.064, ['0 s', '20 ms', '40 ms', '60 ms', '80 ms']],
  ['seconds', 0, 5400, ['0 s', '30 min', '60 min', '90 min']],
  ['bytes', 0, 3.1 * 2 ** 30, ['0 B', '1 GiB', '2 GiB', '3 GiB', '4 GiB']],
  ['bytes', 0, 3900 * 2 ** 20, ['0 B', '1 GiB', '2 GiB', '3 GiB', '4 GiB']],
  ['ratio', 0.95, 1, ['94%', '96%', '98%', '100%']],
  ['count', 0, 2, ['0', '1', '2']],
  ['boolean', 0, 0, ['no', 'yes']],
  ['seconds', 0, 0, ['0 s', '500 ms']],
] as const)('%s from %d to %d has ticks that read well', (unit, min, max, ticks) => {
  expect(ticksOf(unit, min, max)).toEqual(ticks)
})

test('values far from zero are not pressed flat', () => {
  expect(valueAxis('count', { min: 1000, max: 1010 })).toEqual({ first: 200, last: 202, step: 5 })
})

test('every axis holds its values in a few steps, whatever they are', () => {
  const value = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e290, max: 1e290 })
  fc.assert(
    fc.property(value, value, fc.constantFrom(...unitSchema.options), (a, b, unit) => {
      const [min, max] = [Math.min(a, b), Math.max(a, b)]
      const { first, last, step } = valueAxis(unit, { min, max })
      const slack = 1e-6 * step
      expect(step).toBeGreaterThan(0)
      expect(first * step).toBeLessThanOrEqual(min + slack)
      expect(last * step).toBeGreaterThanOrEqual(max - slack)
      expect(last).toBeGreaterThan(first)
      expect(last - first).toBeLessThanOrEqual(12)
    }),
    { numRuns: 100 },
  )
})
