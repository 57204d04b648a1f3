import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseTime } from './parse-time.ts'

test.each([
  ['1700000000', 1_700_000_000, false],
  ['1700000000.25', 1_700_000_000.25, false],
  ['1700000000250', 1_700_000_000.25, false],
  ['2023-11-14T22:13:20Z', 1_700_000_000, false],
  ['2023-11-14 23:13:20.5+01:00', 1_700_000_000.5, false],
  ['2023-11-14T16:43:20-0530', 1_700_000_000, false],
  ['2023-11-14 22:13:20', 1_700_000_000, true],
  ['2023-11-14T22:13', 1_699_999_980, true],
  ['2023-11-14', 1_699_920_000, true],
])('%s is a time', (text, seconds, isNaive) => {
  expect(parseTime(text)).toEqual({ seconds, isNaive })
})

test.each(['', 'now', '-5', '1e9', '2023-02-30', '2023-13-01', '2023-11-14 24:00', '2023-11-14 10:61', '14/11/2023'])(
  '%j is none',
  (text) => {
    expect(parseTime(text)).toBeUndefined()
  },
)

test('what a date writes is read back', () => {
  const dates = fc.date({ min: new Date('1990-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(dates, (date) => {
      expect(parseTime(date.toISOString())?.seconds).toBeCloseTo(date.getTime() / 1000, 3)
    }),
    { numRuns: 30 },
  )
})
