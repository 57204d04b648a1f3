import { startFakePrometheus, testContext } from '@ocp-perf/analyzer/testing'
import { expect, test } from 'vitest'
import { collectNodes, etcdNodes } from './collect-nodes.ts'

const tables = (content: Record<string, Record<string, string>>) => ({
  table: (key: string, as: string) => new Map(Object.entries(content[`${key}-${as}`] ?? {})),
})

test('the nodes under etcd are those of its members, each once', () => {
  expect(
    etcdNodes(tables({ 'member-node': { a: 'n2', b: 'n1', c: 'n2' }, 'node-role': { n9: 'control-plane' } })),
  ).toEqual(['n1', 'n2'])
})

test('where members cannot be placed it is the control plane, and where nothing is known no node', () => {
  expect(etcdNodes(tables({ 'node-role': { n1: 'control-plane', n2: '' } }))).toEqual(['n1'])
  expect(etcdNodes(tables({}))).toEqual([])
})

test('only the nodes under etcd are shown unless all are asked for, and the answer says which', async () => {
  const prometheus = await startFakePrometheus({ instances: ['m1', 'm2'] })
  const context = testContext({ url: prometheus.url })
  const { signal } = new AbortController()
  const some = await collectNodes(context, ['node/usage'], { nodes: 'etcd', top: 10 }, signal)
  expect(some.notes[0]).toMatch(/^(Only nodes that run etcd: m1, m2\.|Which nodes run etcd is not known)/)
  const all = await collectNodes(context, ['node/usage'], { nodes: 'all', top: 10 }, signal)
  expect(all.notes[0] ?? '').not.toContain('Only nodes')
  await context.close()
  await prometheus.close()
})
