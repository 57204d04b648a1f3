import { expect, test } from 'vitest'
import { labelOf } from '../../samples/label-of.ts'
import { formatPlain } from './format-plain.ts'
import { dropLabels, formatLabels, keepLabels, withLabels, withoutName } from './labels.ts'

const labels = { __name__: 'm', a: '1', b: '2', empty: '' }

test('labels are kept, dropped and set by name; empty ones are none', () => {
  expect(withoutName(labels)).toEqual({ a: '1', b: '2' })
  expect(keepLabels(labels, ['a', 'empty', 'nonesuch'])).toEqual({ a: '1' })
  expect(dropLabels(labels, ['a'])).toEqual({ b: '2' })
  const changes = new Map([
    ['a', ''],
    ['c', '3'],
  ])
  expect(withLabels(labels, changes)).toEqual({ __name__: 'm', b: '2', c: '3' })
})

test('what every object inherits is no label', () => {
  expect([labelOf({}, 'constructor'), labelOf({}, '__proto__'), labelOf({ a: '1' }, 'a')]).toEqual(['', '', '1'])
  const odd = JSON.parse('{"__proto__":"x"}')
  expect(labelOf(keepLabels(odd, ['__proto__']), '__proto__')).toBe('x')
})

test('label sets are shown sorted, quoted and escaped', () => {
  expect(formatLabels({ b: 'say "hi"\n', a: 'C:\\', 'x.y': 'é' })).toBe('{a="C:\\\\", b="say \\"hi\\"\\n", "x.y"="é"}')
  expect(formatLabels({})).toBe('{}')
})

test.each([
  [0, '0'],
  [-0, '-0'],
  [6, '6'],
  [-1.5, '-1.5'],
  [0.1, '0.1'],
  [1e-7, '0.0000001'],
  [-1.25e-10, '-0.000000000125'],
  [123456789012345680000, '123456789012345680000'],
  [1.5e22, '15000000000000000000000'],
  [Number.NaN, 'NaN'],
  [Infinity, '+Inf'],
  [-Infinity, '-Inf'],
])('%d is written %s, without an exponent', (value, text) => {
  expect(formatPlain(value)).toBe(text)
  if (Number.isFinite(value)) expect(Number(text)).toBe(value)
})
