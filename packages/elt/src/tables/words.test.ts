import { expect, test } from 'vitest'
import { dateTime, hostOf, isoTime, nameOf, referenceText, timeIn } from './words.ts'

test('a row is called by its labels, and no name is said twice', () => {
  expect(nameOf({ member: 'm1', peer: 'm3' })).toBe('m1 → m3')
  expect(nameOf({ member: 'm1', node: 'm1' })).toBe('m1')
  expect(nameOf({ node: 'master-0', device: 'nvme0n1' })).toBe('master-0 / nvme0n1')
  expect(nameOf({})).toBe('')
})

test('a time carries its date where the window has more than one', () => {
  const noon = 1_795_262_400
  expect(timeIn(noon, { start: noon - 60, end: noon + 60, step: 1 })).toBe('12:00:00Z')
  expect(timeIn(noon, { start: noon - 86_400, end: noon, step: 60 })).toBe('2026-11-21 12:00:00Z')
  expect(timeIn(noon - 86_400, { start: noon - 60, end: noon, step: 1 })).toBe('2026-11-20 12:00:00Z')
  expect(dateTime(noon)).toBe('2026-11-21 12:00:00 UTC')
})

test('a time that no calendar has is the last that one has', () => {
  expect(isoTime(1e300)).toBe('+275760-09-13T00:00:00Z')
})

test('what a value is held against is named', () => {
  const held = {
    metric: 'm',
    title: 't',
    unit: 'seconds',
    labels: {},
    value: 1,
    since: null,
    share: null,
    says: '',
  } as const
  expect(referenceText({ ...held, comparison: 'limit', reference: 0.02 })).toBe('limit 20 ms')
  expect(referenceText({ ...held, comparison: 'presence', reference: null })).toBe('none expected')
})

test('a source is known by its host, and what is no address by itself', () => {
  expect(hostOf('https://etcd.io/docs/v3.6/faq/')).toBe('etcd.io')
  expect(hostOf('our own measurements')).toBe('our own measurements')
  expect(hostOf('javascript:alert(1)')).toBe('javascript:alert(1)')
})
