import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scanNumber } from './scan-number.ts'

function scan(text: string): { value: number; at: number } {
  const cursor = { bytes: Buffer.from(`${text} \n`), at: 0 }
  const value = scanNumber(cursor)
  return { value, at: cursor.at }
}

describe('a number is read to the last bit', () => {
  test.each([
    '0',
    '-0',
    '1',
    '+1',
    '0.1',
    '.5',
    '5.',
    '1795235011.569',
    '1795235011569',
    '0.30476897000000032',
    '9007199254740993',
    '12345678901234567890',
    '1.2345678901234567e+19',
    '1e22',
    '1e23',
    '1e-22',
    '5e-324',
    '1.7976931348623157e+308',
    '1e400',
    '-1e-400',
    '123456789012345678e-5',
    '0000000000000000000000012.5',
    '2.5E+07',
  ])('%s', (text) => {
    const { value, at } = scan(text)
    expect(value).toBe(Number(text))
    expect(at).toBe(text.length)
  })

  test('whatever double is printed', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.integer({ min: 1, max: 17 }), (value, digits) => {
        fc.pre(Number.isFinite(value))
        for (const text of [String(value), value.toExponential(), value.toPrecision(digits)]) {
          expect(scan(text)).toEqual({ value: Number(text), at: text.length })
        }
      }),
      { numRuns: 200 },
    )
  })
})

test.each([
  ['NaN', Number.NaN],
  ['nan', Number.NaN],
  ['+Inf', Number.POSITIVE_INFINITY],
  ['Inf', Number.POSITIVE_INFINITY],
  ['-Inf', Number.NEGATIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
])('%s has a name', (text, expected) => {
  expect(scan(text)).toEqual({ value: expected, at: text.length })
})

test.each(['', '-', '+', '.', 'e5', 'nanny', 'abc', 'true', '1e', '1e+', '--1', '-infinityx', '#'])(
  '%j is none',
  (text) => {
    expect(scan(text).at).toBe(-1)
  },
)

test('what follows is left where it stands', () => {
  expect(scan('0x10').at).toBe(1)
  expect(scan('1_000').at).toBe(1)
  expect(scan('1.2.3').at).toBe(3)
})

test('a number of a million digits is refused, not computed', () => {
  expect(scan('9'.repeat(1_000_000)).at).toBe(-1)
  expect(scan('1e999999999999').value).toBe(Number.POSITIVE_INFINITY)
})
