import { createMemoryStore, type SampleStore } from '@ocp-perf/promql-engine'
import type { ClusterState, ClusterUpgrade } from '../kubernetes/cluster-state.ts'
import { createTopology } from '../model/topology.ts'

/** A cluster's state that a test sets as it likes, with the series `up` of its nodes. */
export interface StandInState extends ClusterState {
  store: SampleStore
  /** Names of members that do not run, and of those that raised NOSPACE. */
  stopped: Set<string>
  full: Set<string>
  /** Names of nodes that are away, and of those that take no pods. */
  away: Set<string>
  cordoned: Set<string>
  updating: ClusterUpgrade | undefined
}

const day = 86_400

export function standInState(): StandInState {
  const time = Math.floor(Date.now() / 1000)
  const topology = createTopology({ nodes: 5, bootedAt: time - 3 * day })
  const times = Float64Array.of((time - 15) * 1000, time * 1000)
  const series = topology.nodes.map(({ name }) => ({
    labels: { __name__: 'up', node: name },
    times,
    values: Float64Array.of(1, 1),
  }))
  const state: StandInState = {
    topology,
    store: createMemoryStore(series),
    stopped: new Set(),
    full: new Set(),
    away: new Set(),
    cordoned: new Set(),
    updating: undefined,
    now: () => time,
    nodeReady: (name) => !state.away.has(name),
    nodeCordoned: (name) => state.cordoned.has(name),
    upgrade: () => state.updating,
    memberStatus(name) {
      const running = topology.members.filter((member) => !state.stopped.has(member.name))
      const hasQuorum = running.length * 2 > topology.members.length
      return {
        running: !state.stopped.has(name),
        isLeader: hasQuorum && running[0]?.name === name,
        dbSize: 90_000_000,
        dbInUse: 60_000_000,
        raftTerm: 7,
        raftIndex: 123_456,
        alarms: state.full.has(name) ? ['NOSPACE'] : [],
        errors: hasQuorum ? [] : ['etcdserver: no leader'],
      }
    },
  }
  return state
}
