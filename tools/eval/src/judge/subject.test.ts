import { expect, test } from 'vitest'
import { sameSubject } from './subject.ts'

const members = ['m1', 'm2', 'm3']

test.each([
  ['m2', ['m2'], true],
  ['m2', ['m1'], false],
  ['m2', ['m2', 'm3'], false],
  ['m2', [], false],
  ['m2-m3', ['m3', 'm2'], true],
  ['m2-m3', ['m2'], false],
  ['m2-m3', ['m1', 'm2', 'm3'], false],
  ['cluster', [], true],
  ['cluster', ['m3', 'm1', 'm2'], true],
  ['cluster', ['m1', 'm2'], false],
  ['all', [], true],
  ['all', ['m1', 'm2', 'm3'], true],
  ['all', ['m1'], false],
  ['', [], true],
  ['', ['m1'], false],
])('%j is %j: %s', (expected, got, same) => {
  expect(sameSubject(expected, got, members)).toBe(same)
})

test('a member whose name has a dash is no pair', () => {
  expect(sameSubject('ip-10-0-1-2', ['ip-10-0-1-2'], ['ip-10-0-1-2', 'ip-10-0-1-3'])).toBe(true)
})
