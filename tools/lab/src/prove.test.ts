import { expect, test } from 'vitest'
import { describeMovement, formatFigure, judge } from './prove.ts'

const readings = [
  { labels: { instance: 'm1' }, value: 0.05 },
  { labels: { instance: 'm2' }, value: 0.002 },
  { labels: { instance: 'm3' }, value: 0.004 },
]
const movement = (on: 'target' | 'others' | 'every' | 'any', bound: { above?: number; below?: number }) =>
  ({ signal: 'fsync_p99', on, ...bound }) as const
const m1 = { member: 'm1' }

test("the target's own reading decides for the target", () => {
  expect(judge(movement('target', { above: 0.045 }), m1, readings)).toEqual({ met: true, figure: 0.05 })
  expect(judge(movement('target', { above: 0.045 }), { member: 'm2' }, readings)).toEqual({ met: false, figure: 0.002 })
})

test('the worst of the others decides that they stayed', () => {
  expect(judge(movement('others', { below: 0.01 }), m1, readings)).toEqual({ met: true, figure: 0.004 })
  expect(judge(movement('others', { below: 0.003 }), m1, readings).met).toBe(false)
})

test('every member must be beyond the figure, or just one', () => {
  expect(judge(movement('every', { above: 0.003 }), {}, readings)).toEqual({ met: false, figure: 0.002 })
  expect(judge(movement('any', { above: 0.03 }), {}, readings)).toEqual({ met: true, figure: 0.05 })
  expect(judge(movement('any', { below: 0.003 }), {}, readings)).toEqual({ met: true, figure: 0.002 })
})

test('the other end of a link has a reading of its own', () => {
  const pair = { member: 'm2', peer: 'm1' }
  expect(judge({ signal: 'retransmitted', on: 'peer', above: 0.03 }, pair, readings)).toEqual({
    met: true,
    figure: 0.05,
  })
})

test('no reading, or NaN, is never a movement', () => {
  expect(judge(movement('target', { below: 1 }), { member: 'm9' }, readings)).toEqual({ met: false, figure: null })
  const gap = [{ labels: { instance: 'm1' }, value: Number.NaN }]
  expect(judge(movement('target', { below: 1 }), m1, gap)).toEqual({ met: false, figure: null })
})

test('a link is the target in both directions, and no other link of its ends is', () => {
  const links = [
    { labels: { instance: 'm1', peer: 'm2' }, value: 0.1 },
    { labels: { instance: 'm2', peer: 'm1' }, value: 0.11 },
    { labels: { instance: 'm1', peer: 'm3' }, value: 0.001 },
  ]
  const pair = { member: 'm1', peer: 'm2' }
  expect(judge(movement('target', { above: 0.08 }), pair, links).met).toBe(true)
  expect(judge(movement('others', { below: 0.06 }), pair, links)).toEqual({ met: true, figure: 0.001 })
})

test('a movement reads as a sentence with its unit', () => {
  expect(describeMovement(movement('target', { above: 0.045 }))).toBe('WAL fsync p99 above 45 ms on the target')
  expect(describeMovement({ signal: 'up', on: 'target', below: 1 })).toBe('etcd answers scrapes below 1 on the target')
})

test.each([
  [0.0123, 'seconds', '12.3 ms'],
  [2.5, 'seconds', '2.5 s'],
  [0.5, 'ratio', '50 %'],
  [5e6, 'bytes_per_second', '5 MB/s'],
  [3, 'per_second', '3/s'],
  [null, 'count', 'no reading'],
] as const)('%s %s is %s', (value, unit, text) => {
  expect(formatFigure(value, unit)).toBe(text)
})
