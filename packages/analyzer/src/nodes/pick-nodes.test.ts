import type { PlatformView } from '@ocp-perf/metrics'
import { expect, test } from 'vitest'
import { knownNodes, pickNodes } from './pick-nodes.ts'

interface Known {
  targets?: readonly string[]
  names?: Record<string, string>
  controlPlane?: readonly string[]
}

/** What a platform knows of nodes: how their targets are called, what that stands for, and who has a role. */
function viewOf({ targets = [], names = {}, controlPlane = [] }: Known): PlatformView {
  const tables: Record<string, ReadonlyMap<string, string>> = {
    'node node': new Map(Object.entries(names)),
    'node role': new Map(controlPlane.map((node) => [node, 'control-plane'])),
  }
  const notAsked = () => {
    throw new Error('the test does not expect this')
  }
  return {
    get profile() {
      return notAsked()
    },
    recording: false,
    keptSeconds: undefined,
    interval: notAsked,
    targets: notAsked,
    missing: () => undefined,
    has: notAsked,
    label: notAsked,
    nodeTargets: () => new Set(targets),
    table: (key, as) => tables[`${key} ${as}`] ?? new Map(),
  }
}

const cluster = viewOf({
  targets: ['master-0', 'worker-1', 'worker-10', 'worker-2'],
  controlPlane: ['master-0'],
})

test('nothing said means all nodes', () => {
  expect(pickNodes(cluster, {})).toBeUndefined()
})

test('nodes are meant by their whole names, though one is the beginning of another', () => {
  expect(pickNodes(cluster, { nodes: ['worker-1'] })).toEqual(['worker-1'])
})

test('a role means those that have it, and narrows those that are named', () => {
  expect(pickNodes(cluster, { role: 'control-plane' })).toEqual(['master-0'])
  expect(pickNodes(cluster, { role: 'worker' })).toEqual(['worker-1', 'worker-10', 'worker-2'])
  expect(pickNodes(cluster, { role: 'worker', nodes: ['master-0', 'worker-2'] })).toEqual(['worker-2'])
})

test('a name that no node has is refused with what is near it, or with some that there are', () => {
  expect(() => pickNodes(cluster, { nodes: ['worker-3'] })).toThrow(
    expect.objectContaining({ code: 'not_found', hint: expect.stringMatching(/Did you mean worker-1, worker-/) }),
  )
  expect(() => pickNodes(cluster, { nodes: ['xyz'] })).toThrow(
    expect.objectContaining({ hint: 'Nodes are master-0, worker-1, worker-10, worker-2.' }),
  )
})

test('named nodes of which none has the role are refused, never taken for all', () => {
  expect(() => pickNodes(cluster, { role: 'worker', nodes: ['master-0'] })).toThrow(
    expect.objectContaining({ code: 'not_found', hint: 'It is the role of worker-1, worker-10, worker-2.' }),
  )
  const compact = viewOf({ targets: ['a'], controlPlane: ['a'] })
  expect(() => pickNodes(compact, { role: 'worker' })).toThrow(/None of these nodes is a worker node/)
})

test('where roles are not known a role is refused with what to do instead', () => {
  expect(() => pickNodes(viewOf({ targets: ['a'] }), { role: 'worker' })).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('Name the nodes instead') }),
  )
})

test('where nodes cannot be listed any name is asked for', () => {
  expect(pickNodes(viewOf({}), { nodes: ['anything'] })).toEqual(['anything'])
})

test('targets that are called by their addresses are known by the nodes that these stand for', () => {
  const view = viewOf({ targets: ['10.0.0.1:9100', '10.0.0.2:9100'], names: { '10.0.0.1:9100': 'n1' } })
  expect(knownNodes(view)).toEqual(new Set(['n1', '10.0.0.2:9100']))
})
