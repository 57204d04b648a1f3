import { expect, test } from 'vitest'
import { instantFrame } from '../testing/fake-source.ts'
import { lab } from '../testing/lab.ts'

/** The grid of an hour of a group on an OpenShift of so many nodes, each with a pod of its own. */
async function stepOf(groups: string | readonly string[], count: number, nodes: readonly string[] = []) {
  const names = Array.from({ length: count }, (_, index) => `n${index}`)
  const { collector } = await lab({
    profile: 'openshift',
    jobs: [{ job: 'etcd', namespace: 'openshift-etcd' }],
    instant: [
      ['group by (instance) (last_over_time(up{job', instantFrame(names.map((instance) => [{ instance }, 1]))],
      ['pod=~"ovnkube-.+"', instantFrame(names.map((node) => [{ pod: `ovnkube-node-${node}`, node }, 1]))],
      ['pod=~"etcd-.+"', instantFrame(names.slice(0, 3).map((node) => [{ pod: `etcd-${node}`, node }, 1]))],
    ],
  })
  const { panel } = await collector.group(groups, { duration: '1h', nodes })
  return panel.window.step
}

test('what is keyed by the pods of nodes alone is seen on as coarse a grid as what is keyed by nodes', async () => {
  expect([await stepOf('ovn/databases', 60), await stepOf('disk/writes', 60)]).toEqual([30, 30])
  expect([await stepOf('ovn/databases', 500), await stepOf('disk/writes', 500)]).toEqual([120, 120])
})

test('of some nodes alone all pods are asked, but only their own targets', async () => {
  expect(await stepOf('disk/writes', 500, ['n7'])).toBe(30)
  expect(await stepOf('ovn/databases', 500, ['n7'])).toBe(120)
})

test('what has a few rows on the largest fleet keeps the finest grid', async () => {
  expect(await stepOf(['etcd/fsync', 'ovn/managers'], 500)).toBe(30)
})
