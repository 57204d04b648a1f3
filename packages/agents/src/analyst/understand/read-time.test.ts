import fc from 'fast-check'
import { expect, test } from 'vitest'
import { zoneOrOwn } from '../../zone.ts'
import { readTime } from './read-time.ts'

const now = Date.parse('2026-11-29T18:00:00Z') / 1000
const read = (question: string, zone = 'UTC') => readTime(question, { now, zone: zoneOrOwn(zone) })
const between = (from: string, to: string) => ({ start_time: `2026-11-${from}:00Z`, end_time: `2026-11-${to}:00Z` })

test.each([
  ['why is etcd slow in the last 24 hours?', '1d'],
  ['past 15 min', '15m'],
  ['over the past 15 minutes', '15m'],
  ['the last hour', '1h'],
  ['last week', '7d'],
  ['what was wrong for two hours', '2h'],
  ['it has been slow for 90 seconds', '1m30s'],
  ['in the last 1h30m', '1h30m'],
  ['the last 1.5 hours', '1h30m'],
  ['last half an hour', '30m'],
  ['the past few days', '3d'],
  ['last month', '30d'],
])('%s is a length until now', (question, duration) => {
  expect(read(question).range).toEqual({ duration })
})

test.each([
  ['since 9am', between('29T09:00', '29T18:00')],
  ['since 20:00', between('28T20:00', '29T18:00')],
  ['since yesterday', between('28T00:00', '29T18:00')],
  ['yesterday', between('28T00:00', '29T00:00')],
  ['today', between('29T00:00', '29T18:00')],
  ['between 9:00 and 10:30', between('29T09:00', '29T10:30')],
  ['between 9 and 11', between('29T09:00', '29T11:00')],
  ['yesterday between 9am and 11am', between('28T09:00', '28T11:00')],
  ['from 9:00 to 10:30', between('29T09:00', '29T10:30')],
  ['from 2026-11-29T10:00:00Z to 2026-11-29T11:00:00Z', between('29T10:00', '29T11:00')],
  ['since 2026-11-29T10:00:00Z', between('29T10:00', '29T18:00')],
  ['since 2 hours ago', between('29T16:00', '29T18:00')],
  ['2 hours ago', between('29T15:30', '29T16:30')],
  ['at 9:30', between('29T09:00', '29T10:00')],
  ['since monday', between('23T00:00', '29T18:00')],
  ['on 2026-11-28', between('28T00:00', '29T00:00')],
  ['since this morning', between('29T06:00', '29T18:00')],
])('%s is a window', (question, range) => {
  expect(read(`why was etcd slow ${question}?`).range).toEqual(range)
})

test.each([
  'why is worker-10 slow?',
  'is node 10 maybe broken, and may it be the disk?',
  'show me etcd_wal_fsync_p99',
  'is etcd 3.5 ok now?',
  'compare worker-1 and worker-2',
  'why does the second master lag?',
])('%s says nothing about time', (question) => {
  expect(read(question)).toEqual({ range: undefined, rest: question })
})

const zones = ['UTC', '-12:00', '+05:45', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe']

test('a clock is read where whoever asks stands', () => {
  expect(read('since 9am', '+02:00').range).toEqual(between('29T07:00', '29T18:00'))
  expect(read('yesterday', '-05:00').range).toEqual(between('28T05:00', '29T05:00'))
})

test('a time before clocks were changed is read by the clock of then, and so long ago stays so long ago', () => {
  const monday = Date.parse('2026-10-26T12:00:00Z') / 1000
  const ask = (question: string) => readTime(question, { now: monday, zone: zoneOrOwn('Europe/Berlin') }).range
  // On the 25th the day had 25 hours: it began at +02:00 and ended at +01:00.
  expect(ask('yesterday')).toEqual({ start_time: '2026-10-24T22:00:00Z', end_time: '2026-10-25T23:00:00Z' })
  expect(ask('on 2026-10-24 between 9:00 and 10:00')).toEqual({
    start_time: '2026-10-24T07:00:00Z',
    end_time: '2026-10-24T08:00:00Z',
  })
  expect(ask('since 2026-10-24T09:00:00Z')).toMatchObject({ start_time: '2026-10-24T09:00:00Z' })
  expect(ask('since 40 hours ago')).toMatchObject({ start_time: '2026-10-24T20:00:00Z' })
})

test('the words about time are taken out of the question', () => {
  expect(read('why is etcd slow since 9am on worker-1?').rest).toBe('why is etcd slow on worker-1?')
  expect(read('show the WAL fsync of the last 24 hours please').rest).toBe('show the WAL fsync of please')
})

test('a length comes back as long as it was asked for, whatever the unit', () => {
  const spans = { m: 60, h: 3600, d: 86_400 }
  const words = { m: 'minutes', h: 'hours', d: 'days' }
  const seconds = (text: string) =>
    [...text.matchAll(/(\d+)([smhd])/g)].reduce(
      (sum, [, count, unit]) => sum + Number(count) * ({ s: 1, ...spans }[unit ?? ''] ?? Number.NaN),
      0,
    )
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.constantFrom('m' as const, 'h' as const, 'd' as const),
      (n, unit) => {
        const { range } = read(`what happened in the last ${n} ${words[unit]}?`)
        expect(range !== undefined && 'duration' in range ? seconds(range.duration) : 0).toBe(n * spans[unit])
      },
    ),
    { numRuns: 50 },
  )
})

test('whatever is asked, a window begins before it ends and ends no later than now', () => {
  const piece = fc.constantFrom(
    'since',
    'between',
    'and',
    '9am',
    '23:59',
    'yesterday',
    'today',
    'at',
    'may',
    '10',
    'ago',
    'to',
    'from',
    'friday',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), fc.constantFrom(...zones), (words, zone) => {
      const { range } = read(words.join(' '), zone)
      if (range === undefined || 'duration' in range) return
      const [start, end] = [Date.parse(range.start_time) / 1000, Date.parse(range.end_time) / 1000]
      expect(start).toBeLessThan(end)
      expect(end).toBeLessThanOrEqual(now)
    }),
    { numRuns: 300 },
  )
})
