import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseExactJson } from './exact-json.ts'

test('64-bit ids keep every digit', () => {
  expect(parseExactJson('{"term":9007199254740991}')).toEqual({ term: 9_007_199_254_740_991 })
  expect(parseExactJson('{"ID":9068610270016006047,"n":-9223372036854775808}')).toEqual({
    ID: '9068610270016006047',
    n: '-9223372036854775808',
  })
})

test('strings, floats and ordinary numbers stay what they are', () => {
  const text =
    '{"a":"id 9068610270016006047 \\" 12345678901234567","b":1.2345678901234567,"c":24576,"d":1e300,"e":[null,true]}'
  expect(parseExactJson(text)).toEqual(JSON.parse(text))
})

test('any document without long integers is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(
      fc.json().filter((text) => !/\d{16}/.test(text)),
      (text) => {
        expect(parseExactJson(text)).toEqual(JSON.parse(text))
      },
    ),
    { numRuns: 20 },
  )
})

test('what is no JSON is refused', () => {
  expect(() => parseExactJson('<html>')).toThrow(SyntaxError)
  expect(() => parseExactJson('{"ID":90686102700160')).toThrow(SyntaxError)
})
