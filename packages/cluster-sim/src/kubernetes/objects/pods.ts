import type { SimPod } from '../../model/topology.ts'
import { age } from '../age.ts'
import { ageColumn, condition, type Item, metadata, resource, timestamp } from '../resource.ts'
import type { Snapshot } from '../snapshot.ts'

export const pods = resource({
  kind: 'Pod',
  shortNames: ['po'],
  namespaced: true,
  fields: ['spec.nodeName', 'status.phase'],
  columns: [
    { name: 'Ready' },
    { name: 'Status' },
    { name: 'Restarts', type: 'integer' },
    ageColumn,
    { name: 'IP', wide: true },
    { name: 'Node', wide: true },
    { name: 'Nominated Node', wide: true },
    { name: 'Readiness Gates', wide: true },
  ],
  items(cluster) {
    const startOf = new Map(cluster.topology.nodes.map(({ name, bootedAt }) => [name, bootedAt]))
    return cluster.topology.pods.map((pod) => podItem(pod, startOf.get(pod.node) ?? cluster.installedAt, cluster))
  },
})

function podItem(pod: SimPod, startedAt: number, cluster: Snapshot): Item {
  const { namespace, name, node, address, containers, labels } = pod
  const stopped = stoppedContainer(pod, cluster)
  const statuses = containers.map((container) => containerStatus(container, container !== stopped, pod, startedAt))
  const isReady = stopped === undefined && cluster.isReady(node)
  const reason = isReady ? undefined : stopped === undefined ? 'NodeNotReady' : 'ContainersNotReady'
  return {
    object: {
      metadata: metadata({ kind: 'Pod', name, namespace, labels, created: startedAt }),
      spec: {
        nodeName: node,
        hostNetwork: true,
        containers: containers.map((container) => ({ name: container, image: imageOf(container) })),
      },
      status: {
        phase: 'Running',
        hostIP: address,
        podIP: address,
        podIPs: [{ ip: address }],
        startTime: timestamp(startedAt),
        conditions: [
          condition('Initialized', true, startedAt, ''),
          condition('Ready', isReady, isReady ? startedAt : cluster.time, reason ?? ''),
          condition('ContainersReady', stopped === undefined, startedAt, reason ?? ''),
          condition('PodScheduled', true, startedAt, ''),
        ],
        containerStatuses: statuses,
      },
    },
    cells: [
      `${statuses.filter(({ ready }) => ready).length}/${statuses.length}`,
      stopped === undefined ? 'Running' : 'Error',
      0,
      age(startedAt, cluster.time),
      address,
      node,
      '<none>',
      '<none>',
    ],
  }
}

/** Where a member does not run, its pod is there all the same, and so are the containers beside it. */
function stoppedContainer({ namespace, name, containers }: SimPod, { members }: Snapshot): string | undefined {
  const member = namespace === 'openshift-etcd' ? members.find((each) => each.name === name) : undefined
  return member === undefined || member.running ? undefined : containers[0]
}

function containerStatus(name: string, runs: boolean, pod: SimPod, startedAt: number) {
  return {
    name,
    image: imageOf(name),
    imageID: imageOf(name),
    containerID: `cri-o://${pod.namespace}-${pod.name}-${name}`,
    ready: runs,
    started: runs,
    restartCount: 0,
    state: runs
      ? { running: { startedAt: timestamp(startedAt) } }
      : { terminated: { exitCode: 137, reason: 'Error', startedAt: timestamp(startedAt) } },
  }
}

function imageOf(container: string): string {
  return `registry.sim.test/release/${container}`
}
