import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatValue, type Unit, unitSchema } from './unit.ts'

describe('a value reads as a person writes it', () => {
  test.each<[number, Unit, string]>([
    [0, 'seconds', '0 s'],
    [0.0123, 'seconds', '12.3 ms'],
    [1.024, 'seconds', '1.02 s'],
    [0.00099996, 'seconds', '1 ms'],
    [0.0000045, 'seconds', '4.5 µs'],
    [3e-8, 'seconds', '30 ns'],
    [-0.5, 'seconds', '-500 ms'],
    [119, 'seconds', '119 s'],
    [120, 'seconds', '2 min'],
    [5400, 'seconds', '90 min'],
    [7200, 'seconds', '2 h'],
    [604_800, 'seconds', '7 d'],
    [0, 'bytes', '0 B'],
    [1500, 'bytes', '1500 B'],
    [153_600, 'bytes', '150 KiB'],
    [8 * 1024 ** 3, 'bytes', '8 GiB'],
    [1024 ** 2 - 1, 'bytes', '1 MiB'],
    [1_258_291, 'bytes_per_second', '1.2 MiB/s'],
    [10e9, 'bits_per_second', '10 Gbit/s'],
    [0.842, 'ratio', '84.2%'],
    [1, 'ratio', '100%'],
    [0.00012, 'ratio', '0.012%'],
    [0, 'boolean', 'no'],
    [1, 'boolean', 'yes'],
    [0.5, 'boolean', '50% yes'],
    [1_790_000_000, 'timestamp', '2026-09-21T14:13:20Z'],
    [0.31, 'cores', '0.31 cores'],
    [3, 'count', '3'],
    [999, 'count', '999'],
    [999.7, 'count', '1k'],
    [12_345, 'count', '12.3k'],
    [1_000_000, 'count', '1M'],
    [0.25, 'per_second', '0.25/s'],
    [1500, 'packets_per_second', '1.5k packets/s'],
  ])('%d in %s is %s', (value, unit, text) => {
    expect(formatValue(value, unit)).toBe(text)
  })
})

test('what is not there is a dash, in every unit', () => {
  for (const unit of unitSchema.options) {
    for (const value of [null, undefined, Number.NaN]) expect(formatValue(value, unit)).toBe('–')
  }
})

test('a value without end is shown as such', () => {
  expect(formatValue(Number.POSITIVE_INFINITY, 'seconds')).toBe('∞')
  expect(formatValue(Number.NEGATIVE_INFINITY, 'bytes')).toBe('-∞')
})

test('no value makes an exponent, a long number or an error', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), fc.constantFrom(...unitSchema.options), (value, unit) => {
      const text = formatValue(value, unit)
      expect(text).not.toMatch(/\de[+-]?\d/)
      expect(text).not.toContain('NaN')
    }),
    { numRuns: 200 },
  )
})

test('a formatted number is within half a percent of its value', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (value) => {
      const [, digits = '', name = ''] = /^([\d.]+)(.*)$/.exec(formatValue(value, 'bytes')) ?? []
      const power = [' B', ' KiB', ' MiB', ' GiB'].indexOf(name)
      expect(Math.abs(Number(digits) * 1024 ** power - value) / value).toBeLessThan(0.005)
    }),
    { numRuns: 100 },
  )
})
