import { expect, test } from 'vitest'
import { dayBuckets } from './day-buckets.ts'

const at = (text: string) => Date.parse(text) / 1000
const hours = (begins: Float64Array) =>
  [...begins.subarray(1)].map((begin, index) => (begin - (begins[index] ?? 0)) / 3600)

test('days of UTC are 24 h from midnight to midnight, around the times asked for', () => {
  const begins = dayBuckets(at('2026-11-30T08:00:00Z'), at('2026-12-01T00:00:00Z'), 'UTC')
  expect([...begins]).toEqual([at('2026-11-30T00:00:00Z'), at('2026-12-01T00:00:00Z'), at('2026-12-02T00:00:00Z')])
})

test.each([
  ['Europe/Berlin', '2026-03-28T12:00:00Z', '2026-03-30T12:00:00Z', [24, 23, 24]],
  ['Europe/Berlin', '2026-10-24T12:00:00Z', '2026-10-26T12:00:00Z', [24, 25, 24]],
  ['America/New_York', '2026-03-08T12:00:00Z', '2026-03-08T12:00:00Z', [23]],
  ['Australia/Lord_Howe', '2026-10-03T12:00:00Z', '2026-10-04T12:00:00Z', [24, 23.5]],
  ['Asia/Kathmandu', '2026-05-01T12:00:00Z', '2026-05-01T12:00:00Z', [24]],
])('days of %s from %s to %s are as long as the clocks there make them', (zone, start, end, expected) => {
  expect(hours(dayBuckets(at(start), at(end), zone))).toEqual(expected)
})

test('a day whose midnight the clocks left out begins with its first hour', () => {
  // 2018-11-04 began at 01:00 in São Paulo, and on 2018-02-17 it was 23 h to 24 h twice.
  const begins = dayBuckets(at('2018-11-03T12:00:00Z'), at('2018-11-04T12:00:00Z'), 'America/Sao_Paulo')
  expect(hours(begins)).toEqual([24, 23])
  expect(begins[1]).toBe(at('2018-11-04T03:00:00Z'))
  expect(hours(dayBuckets(at('2018-02-17T12:00:00Z'), at('2018-02-17T12:00:00Z'), 'America/Sao_Paulo'))).toEqual([25])
})

test('a day that comes to an hour twice at midnight begins once', () => {
  // Clocks of Havana went from 01:00 back to 00:00.
  expect(hours(dayBuckets(at('2025-11-01T12:00:00Z'), at('2025-11-02T12:00:00Z'), 'America/Havana'))).toEqual([24, 25])
})

test('a day that a zone skipped has no bucket', () => {
  const begins = dayBuckets(at('2011-12-29T22:00:00Z'), at('2011-12-31T22:00:00Z'), 'Pacific/Apia')
  expect([...begins]).toEqual([
    at('2011-12-29T10:00:00Z'),
    at('2011-12-30T10:00:00Z'),
    at('2011-12-31T10:00:00Z'),
    at('2012-01-01T10:00:00Z'),
  ])
})

test('several days are counted from 1970-01-01 there', () => {
  expect([...dayBuckets(0, 0, 'UTC', { days: 7 })]).toEqual([0, 7 * 86_400])
  expect([...dayBuckets(at('1970-01-10T00:00:00Z'), at('1970-01-10T00:00:00Z'), 'UTC', { days: 7 })]).toEqual([
    7 * 86_400,
    14 * 86_400,
  ])
  expect([...dayBuckets(-1, -1, 'UTC')]).toEqual([-86_400, 0])
})

test('what makes no days is refused', () => {
  expect(() => dayBuckets(1, 0, 'UTC')).toThrow(RangeError)
  expect(() => dayBuckets(Number.NaN, 0, 'UTC')).toThrow(RangeError)
  expect(() => dayBuckets(0, 1, 'Europe/Nowhere')).toThrow(RangeError)
  expect(() => dayBuckets(0, 1, 'UTC', { days: 0.5 })).toThrow(RangeError)
  expect(() => dayBuckets(0, 86_400 * 1000, 'UTC', { limit: 100 })).toThrow(/1002/)
})
