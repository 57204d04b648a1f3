import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseDuration } from './duration.ts'

test.each([
  ['90s', 90],
  ['5m', 300],
  ['1h30m', 5400],
  ['2d', 172_800],
  ['1w', 604_800],
  ['1w2d3h4m5s', 788_645],
  [' 15m ', 900],
])('%s is %d seconds', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds)
})

describe('what is no length is refused with the reason and the forms', () => {
  test.each([
    ['garbage', /not made of/],
    ['', /empty/],
    ['-5m', /sign/],
    ['+5m', /sign/],
    ['0s', /zero/],
    ['0h0m', /zero/],
    ['0', /no unit/],
    ['60', /no unit/],
    ['1.5h', /whole numbers/],
    ['30m1h', /longest unit first/],
    ['1h1h', /longest unit first/],
    ['5M', /not made of/],
    ['5 m', /not made of/],
    ['5m; drop', /not made of/],
    ['9'.repeat(60), /no unit/],
    [`${'9'.repeat(60)}d`, /not made of/],
    ['1h\n', undefined],
  ])('%j', (text, reason) => {
    if (reason === undefined) {
      expect(parseDuration(text)).toBe(3600)
      return
    }
    expect(() => parseDuration(text)).toThrow(
      expect.objectContaining({
        code: 'invalid_input',
        message: expect.stringMatching(reason),
        hint: expect.stringContaining('1h30m'),
      }),
    )
  })

  test('and a long text is not repeated whole', () => {
    expect(() => parseDuration('x'.repeat(5000))).toThrow(
      expect.objectContaining({ message: expect.not.stringMatching(/x{100}/) }),
    )
  })
})

test('no text makes anything but a length or an invalid_input', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        expect(parseDuration(text)).toBeGreaterThan(0)
      } catch (error) {
        expect(error).toMatchObject({ code: 'invalid_input' })
      }
    }),
    { numRuns: 50 },
  )
})
