import { expect, test } from 'vitest'
import { figure, moment, relative } from './figure.ts'

test.each([
  [0, '0'],
  [1.23456, '1.235'],
  [1234.56, '1,235'],
  [1_234_567, '1,234,567'],
  [0.00012346, '0.0001235'],
  [0.00001234, '1.234e-5'],
  [5e-9, '5e-9'],
  [3.2e15, '3.2e15'],
  [-42.5, '-42.5'],
  [Number.NaN, '–'],
  [null, '–'],
  [undefined, '–'],
  [Number.POSITIVE_INFINITY, '+Inf'],
  [Number.NEGATIVE_INFINITY, '-Inf'],
])('%s is written %s', (value, text) => {
  expect(figure(value)).toBe(text)
})

test('a change is told in percent, a large one as a factor, and one from nothing not at all', () => {
  expect([0.123, -0.5, 0.004, 13, null, Number.POSITIVE_INFINITY].map(relative)).toEqual([
    '+12 %',
    '-50 %',
    '+0.4 %',
    '×14',
    '',
    '',
  ])
})

test('a moment is UTC to the second', () => {
  expect(moment(1_764_500_000.4)).toBe('2025-11-30T10:53:20Z')
})
