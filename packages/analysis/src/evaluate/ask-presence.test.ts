import { expect, test } from 'vitest'
import { analyze } from '../analyze.ts'
import { catalog, etcdRules, measure } from '../testing/measured.ts'

const causesOf = (value: number, from = 0) =>
  analyze(
    measure([
      { metric: 'etcd_defrag_seconds', at: { member: 'm1' }, from, value },
      { metric: 'etcd_grpc_write_p99', at: { member: 'm1' }, from: 0.5, value: 0.4 },
    ]),
    etcdRules,
    catalog,
  ).causes.map(({ id }) => id)

test('a defragmentation in the window explains slow writes', () => {
  expect(causesOf(2.5, 0.5)).toContain('defrag')
})

test('one before the window, which the count still remembers, does not', () => {
  expect(causesOf(2.5)).not.toContain('defrag')
})

test('one that was over in a moment does not', () => {
  expect(causesOf(0.04, 0.5)).not.toContain('defrag')
})
