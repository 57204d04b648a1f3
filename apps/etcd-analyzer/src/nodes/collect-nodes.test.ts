import { startFakePrometheus, testContext } from '@ocp-perf/analyzer/testing'
import { expect, test } from 'vitest'
import { collectNodes } from './collect-nodes.ts'

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
