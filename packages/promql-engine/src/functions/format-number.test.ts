import { expect, test } from 'vitest'
import { formatGeneral, formatLabelNumber } from './format-number.ts'

test.each([
  [0.5, '0.5', '0.5'],
  [1, '1', '1.0'],
  [-2, '-2', '-2.0'],
  [0, '0', '0.0'],
  [-0, '-0', '-0.0'],
  [999999, '999999', '999999.0'],
  [1e6, '1e+06', '1e+06'],
  [1234567, '1.234567e+06', '1.234567e+06'],
  [1e21, '1e+21', '1e+21'],
  [0.0001, '0.0001', '0.0001'],
  [0.00001, '1e-05', '1e-05'],
  [-1.5e-10, '-1.5e-10', '-1.5e-10'],
  [1e-300, '1e-300', '1e-300'],
  [Number.NaN, 'NaN', 'NaN'],
  [Number.POSITIVE_INFINITY, '+Inf', '+Inf'],
  [Number.NEGATIVE_INFINITY, '-Inf', '-Inf'],
])('%d is written %s, and %s in a label', (value, general, label) => {
  expect(formatGeneral(value)).toBe(general)
  expect(formatLabelNumber(value)).toBe(label)
})
