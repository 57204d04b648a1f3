import { software } from '../../model/software.ts'
import type { SimNode } from '../../model/topology.ts'
import { age } from '../age.ts'
import { ageColumn, condition, type Item, metadata, resource, timestamp } from '../resource.ts'
import { kubernetesVersion, type Snapshot } from '../snapshot.ts'

const system = {
  osImage: software.system,
  kernelVersion: software.kernel,
  containerRuntimeVersion: software.runtime,
}

/** OpenShift's control plane carries the old name of its role too. */
const rolesOf = { 'control-plane': ['control-plane', 'master'], worker: ['worker'] } as const

export const nodes = resource({
  kind: 'Node',
  shortNames: ['no'],
  fields: ['spec.unschedulable'],
  columns: [
    { name: 'Status' },
    { name: 'Roles' },
    ageColumn,
    { name: 'Version' },
    { name: 'Internal-IP', wide: true },
    { name: 'External-IP', wide: true },
    { name: 'OS-Image', wide: true },
    { name: 'Kernel-Version', wide: true },
    { name: 'Container-Runtime', wide: true },
  ],
  items: (cluster) => cluster.topology.nodes.map((node) => nodeItem(node, cluster)),
})

function nodeItem(node: SimNode, cluster: Snapshot): Item {
  const { topology, installedAt, time } = cluster
  const roles = rolesOf[node.role]
  const unschedulable = cluster.isCordoned(node.name)
  const kubeletVersion = kubernetesVersion(topology)
  const { osImage, kernelVersion, containerRuntimeVersion } = system
  const labels = {
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': node.name,
    'kubernetes.io/os': 'linux',
    ...Object.fromEntries(roles.map((role) => [`node-role.kubernetes.io/${role}`, ''])),
  }
  return {
    object: {
      metadata: metadata({ kind: 'Node', name: node.name, labels, created: installedAt }),
      spec: {
        ...(node.role === 'worker'
          ? {}
          : { taints: [{ key: 'node-role.kubernetes.io/master', effect: 'NoSchedule' }] }),
        ...(unschedulable ? { unschedulable } : {}),
      },
      status: {
        addresses: [
          { type: 'InternalIP', address: node.address },
          { type: 'Hostname', address: node.name },
        ],
        capacity: resourcesOf(node.cpus, node.memoryBytes),
        // What OpenShift sets aside for the system.
        allocatable: resourcesOf(node.cpus - 0.5, node.memoryBytes - 2 ** 30),
        conditions: conditionsOf(node, cluster),
        nodeInfo: { kubeletVersion, ...system, operatingSystem: 'linux', architecture: 'amd64' },
      },
    },
    cells: [
      `${cluster.isReady(node.name) ? 'Ready' : 'NotReady'}${unschedulable ? ',SchedulingDisabled' : ''}`,
      roles.join(','),
      age(installedAt, time),
      kubeletVersion,
      node.address,
      '<none>',
      osImage,
      kernelVersion,
      containerRuntimeVersion,
    ],
  }
}

function resourcesOf(cpus: number, memoryBytes: number) {
  return {
    cpu: Number.isInteger(cpus) ? String(cpus) : `${cpus * 1000}m`,
    memory: `${Math.floor(memoryBytes / 1024)}Ki`,
    pods: '250',
  }
}

/** Of a node that is away, nothing is known: its conditions are those that the node controller writes then. */
function conditionsOf({ name, bootedAt }: SimNode, { isReady, time }: Snapshot) {
  if (!isReady(name)) {
    const unknown = (type: string) =>
      condition(type, 'Unknown', time, 'NodeStatusUnknown', 'Kubelet stopped posting node status.')
    return ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready'].map(unknown)
  }
  const conditions = [
    condition('MemoryPressure', false, bootedAt, 'KubeletHasSufficientMemory'),
    condition('DiskPressure', false, bootedAt, 'KubeletHasNoDiskPressure'),
    condition('PIDPressure', false, bootedAt, 'KubeletHasSufficientPID'),
    condition('Ready', true, bootedAt, 'KubeletReady', 'kubelet is posting ready status'),
  ]
  return conditions.map((each) => ({ ...each, lastHeartbeatTime: timestamp(time) }))
}
