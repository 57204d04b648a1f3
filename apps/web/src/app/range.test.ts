import { expect, test } from 'vitest'
import { fromLocal, rangeText, toLocal, windowOf } from './range.ts'

test('times in the reader’s zone survive the way through a form', () => {
  const range = fromLocal('2026-03-01T10:00', '2026-03-01T11:30')
  if (range === undefined || 'duration' in range) throw new Error('no range between two times')
  expect(toLocal(range.start_time, 0)).toBe('2026-03-01T10:00')
  expect(toLocal(range.end_time, 0)).toBe('2026-03-01T11:30')
  expect(windowOf(range, 0)).toEqual({
    start: Date.parse('2026-03-01T10:00') / 1000,
    end: Date.parse('2026-03-01T11:30') / 1000,
  })
})

test('a range whose end is not after its start is none', () => {
  expect(fromLocal('2026-03-01T10:00', '2026-03-01T10:00')).toBeUndefined()
  expect(fromLocal('', '2026-03-01T10:00')).toBeUndefined()
})

test('a duration is a window that ends now', () => {
  expect(windowOf({ duration: '6h' }, 100_000)).toEqual({ start: 78_400, end: 100_000 })
  expect(rangeText({ duration: '6h' })).toBe('Last 6 hours')
})
