import type { SimMember, Topology } from '../model/topology.ts'
import type { ClusterState, ClusterUpgrade, MemberStatus } from './cluster-state.ts'

/** Where the cluster is served, as its objects tell of it. */
export interface Places {
  /** Host and port of the Thanos querier. */
  thanosHost: string
  /** PEM of the CA that signed both certificates. */
  ca: string
}

/** The cluster at one moment: all that its objects are made from. */
export interface Snapshot {
  topology: Topology
  /** Unix seconds. */
  time: number
  /** Unix seconds: when the cluster's objects were made. */
  installedAt: number
  members: readonly (SimMember & MemberStatus)[]
  isReady(node: string): boolean
  isCordoned(node: string): boolean
  upgrade: ClusterUpgrade | undefined
  places: Places
}

/** Machines are restarted now and then; a cluster is older than its machines' last boot. */
const installedBeforeBoot = 21 * 86_400

export function takeSnapshot(state: ClusterState, places: Places): Snapshot {
  const { topology } = state
  const time = state.now()
  const names = topology.nodes.map(({ name }) => name)
  const ready = new Set(names.filter((name) => state.nodeReady(name, time)))
  const firstBoot = topology.nodes.reduce((first, { bootedAt }) => Math.min(first, bootedAt), time)
  return {
    topology,
    time,
    installedAt: firstBoot - installedBeforeBoot,
    members: topology.members.map((member) => ({ ...member, ...state.memberStatus(member.name, time) })),
    isReady: (node) => ready.has(node),
    isCordoned: (node) => state.nodeCordoned(node, time),
    upgrade: state.upgrade(time),
    places,
  }
}

/** Kubernetes' own version below an OpenShift 4.N, which is 1.(N+13). */
export function kubernetesVersion({ version }: Topology): string {
  const minor = Number(version.split('.')[1])
  return `v1.${minor + 13}.7`
}

/** The domain that the cluster's own names end in. */
export function clusterDomain({ name, baseDomain }: Topology): string {
  return `${name}.${baseDomain}`
}
