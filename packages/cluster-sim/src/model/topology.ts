/** A machine of the simulated cluster. */
export interface SimNode {
  /** `sim-master-0`, `sim-worker-12`. */
  name: string
  role: 'control-plane' | 'worker'
  /** Its address in the machine network. */
  address: string
  cpus: number
  memoryBytes: number
  /** Unix seconds. */
  bootedAt: number
}

/** A pod as far as metrics and the Kubernetes API tell of it. */
export interface SimPod {
  namespace: string
  name: string
  node: string
  address: string
  /** Names of its containers, the main one first. */
  containers: readonly string[]
  /** `app` and the like. */
  labels: Readonly<Record<string, string>>
}

/** An etcd member; it runs as the static pod of its node. */
export interface SimMember {
  /** The pod: `etcd-sim-master-0`. */
  name: string
  node: string
  address: string
  /** As `etcd_server_id` gives it: hexadecimal, without leading zeros. */
  id: string
}

export interface Topology {
  /** `sim`: part of host names. */
  name: string
  baseDomain: string
  /** OpenShift's version. */
  version: string
  nodes: readonly SimNode[]
  members: readonly SimMember[]
  pods: readonly SimPod[]
}

export interface TopologyOptions {
  /** Machines in all, 1 to 500: up to three are the control plane, the others workers. */
  nodes: number
  /** Unix seconds: when the machines were booted last, more or less. */
  bootedAt: number
}

/** The most machines that a simulated cluster has. */
export const mostNodes = 500

const gib = 2 ** 30
/** Two hundred addresses of each 198.18.x.0/24, which is set aside for tests of network devices (RFC 2544). */
const addressesPerBlock = 200

/** What the cluster consists of. The same options always give the same cluster. */
export function createTopology({ nodes: count, bootedAt }: TopologyOptions): Topology {
  const masters = count < 3 ? 1 : 3
  const nodes = Array.from({ length: count }, (_, index): SimNode => {
    const isMaster = index < masters
    return {
      name: isMaster ? `sim-master-${index}` : `sim-worker-${index - masters}`,
      role: isMaster ? 'control-plane' : 'worker',
      address: addressOf(10, index),
      cpus: isMaster ? 8 : 4,
      memoryBytes: (isMaster ? 32 : 16) * gib,
      bootedAt: bootedAt + 37 * (index % 11),
    }
  })
  const members = nodes.slice(0, masters).map(({ name, address }, index): SimMember => {
    return {
      name: `etcd-${name}`,
      node: name,
      address,
      id: (0x8e9e05c52164694dn + BigInt(index) * 0x1d3f5b7en).toString(16),
    }
  })
  return {
    name: 'sim',
    baseDomain: 'sim.test',
    version: '4.18.9',
    nodes,
    members,
    pods: nodes.flatMap(podsOf),
  }
}

function addressOf(block: number, index: number): string {
  return `198.18.${block + Math.floor(index / addressesPerBlock)}.${10 + (index % addressesPerBlock)}`
}

interface PodKind {
  namespace: string
  name: (node: string) => string
  containers: readonly string[]
  app: string
  on: 'control-plane' | 'worker' | 'all'
  /** On so many nodes at most, the first ones; on all of them unless given. */
  replicas?: number
}

/** Pods that every OpenShift node of a role runs. Static pods are called after their node, those of daemon sets are not. */
const podKinds: readonly PodKind[] = [
  {
    namespace: 'openshift-etcd',
    name: (node) => `etcd-${node}`,
    containers: ['etcd', 'etcdctl', 'etcd-metrics', 'etcd-readyz', 'etcd-rev'],
    app: 'etcd',
    on: 'control-plane',
  },
  {
    namespace: 'openshift-kube-apiserver',
    name: (node) => `kube-apiserver-${node}`,
    containers: ['kube-apiserver', 'kube-apiserver-cert-syncer', 'kube-apiserver-check-endpoints'],
    app: 'openshift-kube-apiserver',
    on: 'control-plane',
  },
  {
    namespace: 'openshift-kube-controller-manager',
    name: (node) => `kube-controller-manager-${node}`,
    containers: ['kube-controller-manager', 'cluster-policy-controller'],
    app: 'kube-controller-manager',
    on: 'control-plane',
  },
  {
    namespace: 'openshift-ovn-kubernetes',
    name: (node) => `ovnkube-node-${suffixOf(node)}`,
    containers: [
      'ovnkube-controller',
      'ovn-controller',
      'ovn-acl-logging',
      'northd',
      'nbdb',
      'sbdb',
      'kube-rbac-proxy-node',
      'kube-rbac-proxy-ovn-metrics',
    ],
    app: 'ovnkube-node',
    on: 'all',
  },
  {
    namespace: 'openshift-ovn-kubernetes',
    name: (node) => `ovnkube-control-plane-6d9f5c7b8d-${suffixOf(node)}`,
    containers: ['ovnkube-cluster-manager', 'kube-rbac-proxy'],
    app: 'ovnkube-control-plane',
    on: 'control-plane',
    replicas: 2,
  },
  {
    namespace: 'openshift-multus',
    name: (node) => `multus-${suffixOf(node)}`,
    containers: ['kube-multus'],
    app: 'multus',
    on: 'all',
  },
  {
    namespace: 'openshift-multus',
    name: (node) => `multus-additional-cni-plugins-${suffixOf(node)}`,
    containers: ['kube-multus-additional-cni-plugins'],
    app: 'multus-additional-cni-plugins',
    on: 'all',
  },
  {
    namespace: 'openshift-monitoring',
    name: (node) => `node-exporter-${suffixOf(node)}`,
    containers: ['node-exporter', 'kube-rbac-proxy'],
    app: 'node-exporter',
    on: 'all',
  },
]

function podsOf(node: SimNode, index: number): SimPod[] {
  return podKinds
    .filter(({ on, replicas = mostNodes }) => (on === 'all' || on === node.role) && index < replicas)
    .map(({ namespace, name, containers, app }) => ({
      namespace,
      name: name(node.name),
      node: node.name,
      // All of these share their node's network.
      address: addressOf(10, index),
      containers,
      labels: { app },
    }))
}

/** Five characters as Kubernetes would draw them, always the same for a node. */
function suffixOf(node: string): string {
  const letters = 'bcdfghjklmnpqrstvwxz2456789'
  let hash = 2166136261
  for (const character of node) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619) >>> 0
  let text = ''
  for (let place = 0; place < 5; place++) {
    text += letters[hash % letters.length]
    hash = Math.imul(hash ^ (place + 1), 16777619) >>> 0
  }
  return text
}
