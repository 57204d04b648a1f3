import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readNames } from './read-names.ts'

const nodes = ['sim-master-0', 'sim-worker-1', 'sim-worker-10', 'ip-10-0-1-7.ec2.internal']

test.each([
  ['why is worker-1 slow?', ['sim-worker-1']],
  ['why is worker-10 slow?', ['sim-worker-10']],
  ['is sim-worker-1, or worker-10, to blame', ['sim-worker-1', 'sim-worker-10']],
  ['what about ip-10-0-1-7?', ['ip-10-0-1-7.ec2.internal']],
  ['what about ip-10-0-1-7.ec2.internal.', ['ip-10-0-1-7.ec2.internal']],
  ['WORKER-1 is slow', ['sim-worker-1']],
  ['why is the disk slow', []],
  ['show p99 and etcd_wal_fsync_p99', []],
])('%s names %j', (question, expected) => {
  expect(readNames(question, nodes)).toEqual({ nodes: expected, members: [], unknown: [] })
})

test('a member is known by the node that its name ends with', () => {
  expect(readNames('why is etcd-sim-master-0 slow', nodes)).toEqual({
    nodes: ['sim-master-0'],
    members: ['etcd-sim-master-0'],
    unknown: [],
  })
})

test('a name that no node has is told, not guessed', () => {
  expect(readNames('is worker-100 down', nodes)).toEqual({ nodes: [], members: [], unknown: ['worker-100'] })
})

test('a node is found by its number alone, however many there are', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300 }), (number) => {
      const fleet = Array.from({ length: 301 }, (_, index) => `prod-worker-${index}`)
      expect(readNames(`is worker-${number} ok?`, fleet).nodes).toEqual([`prod-worker-${number}`])
    }),
    { numRuns: 30 },
  )
})
