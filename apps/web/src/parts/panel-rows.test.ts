import type { Row } from '@ocp-perf/panel'
import { expect, test } from 'vitest'
import { sortRows } from './panel-rows.ts'

const row = (member: string, last: number | null, verdict: Row['verdict'] = 'ok'): Row => ({
  labels: { member },
  last,
  mean: null,
  min: null,
  max: null,
  p95: null,
  verdict,
  over: null,
  since: null,
})
const rows = [row('b', 2, 'critical'), row('c', null, 'no_data'), row('a', 10)]
const members = (sorted: readonly Row[]) => sorted.map(({ labels }) => labels.member).join('')

test('rows are sorted by number, and what has no value comes last either way', () => {
  expect(members(sortRows(rows, { column: 'last', isFalling: true }))).toBe('abc')
  expect(members(sortRows(rows, { column: 'last', isFalling: false }))).toBe('bac')
})

test('rows are sorted by name and by how bad they are', () => {
  expect(members(sortRows(rows, { column: 'subject', isFalling: false }))).toBe('abc')
  expect(members(sortRows(rows, { column: 'verdict', isFalling: true }))).toBe('bca')
})

test('without an order rows stay as the server gave them', () => {
  expect(sortRows(rows, null)).toBe(rows)
})
