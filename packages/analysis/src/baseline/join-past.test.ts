import { expect, test } from 'vitest'
import { joinPast } from './join-past.ts'
import { concat, frameOf, points } from './testing/cluster.ts'

const labels = { member: 'm1', node: 'n1' }
const swapped = { node: 'n1', member: 'm1' }
const at = (start: number, end: number, value: number) => points(start, end, 10, () => value)

test('days that were asked for newest first become one series in order of time', () => {
  const joined = joinPast([
    new Map([['latency', frameOf(concat(labels, at(100, 120, 2)))]]),
    new Map([['latency', frameOf(concat(swapped, at(0, 20, 1)))]]),
  ])
  const [series, ...others] = joined.get('latency')?.series ?? []
  expect(others).toEqual([])
  expect([...(series?.times ?? [])]).toEqual([0, 10, 20, 100, 110, 120])
  expect([...(series?.values ?? [])]).toEqual([1, 1, 1, 2, 2, 2])
})

test('a point that two answers have is taken once, from the earlier answer', () => {
  const joined = joinPast([
    new Map([['latency', frameOf(concat(labels, at(10, 30, 7)))]]),
    new Map([['latency', frameOf(concat(labels, at(0, 20, 5)))]]),
  ])
  expect([...(joined.get('latency')?.series[0]?.values ?? [])]).toEqual([5, 7, 7, 7])
})

test('other series and other metrics stay apart, and what a source said of its answers stays', () => {
  const partial = { ...frameOf(concat({ member: 'm2' }, at(0, 10, 1))), partial: true, warnings: ['a store is down'] }
  const joined = joinPast([
    new Map([['latency', partial]]),
    new Map([
      ['latency', { ...frameOf(concat(labels, at(0, 10, 1))), warnings: ['a store is down'] }],
      ['rate', frameOf()],
    ]),
  ])
  expect(joined.get('latency')).toMatchObject({ partial: true, warnings: ['a store is down'] })
  expect(joined.get('latency')?.series.map((series) => series.labels)).toEqual([{ member: 'm2' }, labels])
  expect(joined.get('rate')).toEqual({ series: [], warnings: [], partial: false })
  expect(joinPast([]).size).toBe(0)
})
