import type { Topology } from '../model/topology.ts'

/** What an etcd member says of itself. Without a quorum no member leads. */
export interface MemberStatus {
  running: boolean
  isLeader: boolean
  /** Bytes of the database file, and those of them in use. */
  dbSize: number
  dbInUse: number
  raftTerm: number
  raftIndex: number
  alarms: readonly 'NOSPACE'[]
  /** In etcd's words, such as `etcdserver: no leader`. */
  errors: readonly string[]
}

/** An update of the cluster that is under way. */
export interface ClusterUpgrade {
  /** The version that it leads to. */
  version: string
  /** Unix seconds. */
  startedAt: number
}

/** The simulation as its API server knows it. Times are unix seconds. */
export interface ClusterState {
  topology: Topology
  now(): number
  memberStatus(name: string, time: number): MemberStatus
  nodeReady(name: string, time: number): boolean
  /** Whether a node was taken out of scheduling, as before a planned restart. */
  nodeCordoned(name: string, time: number): boolean
  upgrade(time: number): ClusterUpgrade | undefined
}
