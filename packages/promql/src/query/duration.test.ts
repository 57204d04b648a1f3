import fc from 'fast-check'
import { expect, test } from 'vitest'
import { durationSeconds, formatDuration } from './duration.ts'

test.each([
  ['5m', 300],
  ['1h30m', 5400],
  ['1y2w3d', 365 * 86_400 + 17 * 86_400],
  ['1s500ms', 1.5],
  ['0', 0],
  ['0s', 0],
])('%s is %d seconds', (text, seconds) => {
  expect(durationSeconds(text)).toBe(seconds)
})

test.each(['', '5', '-5m', 'm', '5 m', '5m1h', '1.5h', '5min', '5m5m', '5M'])('"%s" is no duration', (text) => {
  expect(durationSeconds(text)).toBeUndefined()
})

test('what is formatted reads back as the same length', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e11 }), (milliseconds) => {
      expect(durationSeconds(formatDuration(milliseconds / 1000))).toBe(milliseconds / 1000)
    }),
    { numRuns: 50 },
  )
})

test('lengths are written in the largest units that fit', () => {
  expect(formatDuration(5400)).toBe('1h30m')
  expect(formatDuration(0.25)).toBe('250ms')
  expect(formatDuration(0)).toBe('0s')
})
