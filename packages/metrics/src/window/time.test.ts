import { describe, expect, test } from 'vitest'
import { parseTime } from './time.ts'

const now = 1_790_000_000

test.each([
  ['now', now],
  ['now-6h', now - 21_600],
  ['now - 90s', now - 90],
  ['1h', now - 3600],
  ['1789990000', 1_789_990_000],
  ['1789990000.5', 1_789_990_000.5],
  ['2026-09-21T14:13:20Z', now],
  ['2026-09-21t14:13:20z', now],
  ['2026-09-21 14:13:20Z', now],
  ['2026-09-21T16:13:20+02:00', now],
  ['2026-09-21T14:13:20.123456789Z', now + 0.123],
  ['2024-02-29T00:00:00Z', 1_709_164_800],
])('%s is understood', (text, seconds) => {
  expect(parseTime(text, now, 'start_time')).toBeCloseTo(seconds, 3)
})

describe('what is no time is refused with the field, the reason and the forms', () => {
  test.each([
    ['', /empty/],
    ['yesterday', /none of the known forms/],
    ['1789990000000', /milliseconds/],
    ['now+1h', /future/],
    ['2026-09-21T14:13:20', /time zone/],
    ['2026-09-21', /time of day/],
    ['2026-02-30T00:00:00Z', /none of the known forms/],
    ['2025-02-29T00:00:00Z', /none of the known forms/],
    ['2026-13-01T00:00:00Z', /none of the known forms/],
    ['2026-09-21T25:00:00Z', /none of the known forms/],
    ['now-', /none of the known forms/],
    ['-5', /none of the known forms/],
    ['1e9', /none of the known forms/],
    ['NaN', /none of the known forms/],
    ['") or vector(1) #', /none of the known forms/],
  ])('%j', (text, reason) => {
    expect(() => parseTime(text, now, 'end_time')).toThrow(
      expect.objectContaining({
        code: 'invalid_input',
        message: expect.stringMatching(new RegExp(`^end_time .*${reason.source}`)),
        hint: expect.stringContaining('now-6h'),
      }),
    )
  })
})
