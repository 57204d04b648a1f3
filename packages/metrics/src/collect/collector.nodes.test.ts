import type { Labels } from '@ocp-perf/promql'
import { describe, expect, test } from 'vitest'
import { memberNodes } from '../platform/on-nodes.ts'
import { instantFrame } from '../testing/fake-source.ts'
import { lab } from '../testing/lab.ts'

const targets = (labels: readonly Labels[]) => instantFrame(labels.map((each) => [each, 1]))
const isTargets = 'group by (instance) (last_over_time(up{job'

/** What is asked of the disks of some nodes, where the targets of nodes and what they are called are as given. */
async function askedOf(
  nodes: readonly string[],
  profile: string,
  { instances, nodenames = [], selectors = {} }: Known,
): Promise<{ queries: readonly string[]; rollCall: readonly string[] }> {
  const { collector, source } = await lab({
    profile,
    selectors,
    instant: [
      [isTargets, targets(instances.map((instance) => ({ instance })))],
      ['max by (instance, nodename)', targets(nodenames.map(([instance, nodename]) => ({ instance, nodename })))],
    ],
  })
  await collector.group('disk/writes', { nodes })
  return { queries: source.asked.range, rollCall: source.asked.instant.filter((query) => query.endsWith(' == 0)')) }
}

interface Known {
  instances: readonly string[]
  nodenames?: readonly (readonly [string, string])[]
  selectors?: Record<string, Record<string, string>>
}

describe('asking of some nodes only', () => {
  test('narrows what is asked to their targets, and the question which of them are down', async () => {
    const { queries, rollCall } = await askedOf(['n.1', 'n2'], 'openshift', { instances: ['n.1', 'n2', 'n3'] })
    expect(queries).toHaveLength(1)
    expect(queries[0]).toContain(String.raw`{job="node-exporter",instance=~"n\\.1|n2",device!~`)
    expect(rollCall).toEqual([expect.stringContaining(String.raw`instance=~"n\\.1|n2"`)])
  })

  test('finds targets by the nodes that their addresses stand for', async () => {
    const nodenames = [
      ['10.0.0.1:9100', 'n1'],
      ['10.0.0.2:9100', 'n2'],
    ] as const
    const instances = nodenames.map(([instance]) => instance)
    const { queries } = await askedOf(['n2'], 'kubernetes', { instances, nodenames })
    expect(queries[0]).toContain(String.raw`instance=~"10\\.0\\.0\\.2:9100"`)
  })

  test.each([
    ['the target of one is not known by its name', ['n1', 'n2'], { instances: ['n1', '10.0.0.2:9100'] }],
    ['no target is known', ['n1'], { instances: [] }],
    ['none is named', [], { instances: ['n1', 'n2'] }],
  ] as const)('asks of all where %s', async (_, nodes, known) => {
    const { queries } = await askedOf(nodes, 'openshift', known)
    expect(queries[0]).toMatch(/\{job="node-exporter",device!~/)
  })

  test('keeps a selector that its author narrowed by the same label', async () => {
    const selectors = { node: { job: 'nodes', instance: '~rack7-.+' } }
    const { queries } = await askedOf(['rack7-a'], 'openshift', { instances: ['rack7-a'], selectors })
    expect(queries[0]).toContain('{job="nodes",instance=~"rack7-.+",device!~')
  })
})

const tables = (content: Record<string, Record<string, string>>) => ({
  table: (key: string, as: string) => new Map(Object.entries(content[`${key}-${as}`] ?? {})),
})

test('the nodes under etcd are those of its members, each once', () => {
  expect(
    memberNodes(tables({ 'member-node': { a: 'n2', b: 'n1', c: 'n2' }, 'node-role': { n9: 'control-plane' } })),
  ).toEqual(['n1', 'n2'])
})

test('where members cannot be placed it is the control plane, and where nothing is known no node', () => {
  expect(memberNodes(tables({ 'node-role': { n1: 'control-plane', n2: '' } }))).toEqual(['n1'])
  expect(memberNodes(tables({}))).toEqual([])
})
