import type { Signal } from '../samples/family.ts'
import type { Incident } from '../scenarios/scenario-schema.ts'
import { type ApiServer, createApiServer } from './api-server.ts'
import { createApiWaits } from './api-waits.ts'
import { type Consensus, createConsensus } from './consensus.ts'
import { createDatabaseGrowth } from './database-growth.ts'
import { createDefragmentation } from './defragmentation.ts'
import { inTurn } from './delay.ts'
import { drawOf } from './draw.ts'
import { createFaults, type Faults } from './faults.ts'
import { createLeadership } from './leadership.ts'
import { createLifecycle, type Lifecycle } from './lifecycle.ts'
import { createLoad } from './load.ts'
import { createMachine, type Machine } from './machine.ts'
import { createNetwork } from './network.ts'
import type { NodeState } from './node-state.ts'
import { type ClusterManager, createClusterManager } from './ovn/cluster-manager.ts'
import { integralOf, remember } from './signals.ts'
import type { Surroundings } from './surroundings.ts'
import type { Topology } from './topology.ts'
import { createTroubles } from './trouble.ts'
import { createWorkers } from './workers.ts'

export interface ModelOptions {
  topology: Topology
  incident: Incident
  seed: string
  /** Unix seconds at which its history begins. */
  start: number
}

/** An etcd member with all that is its own. */
export interface MemberModel extends Omit<Machine, 'state'> {
  /** Entries that it knows to be committed; a member that is cut off learns of none. */
  committed: Signal
  runs(time: number): boolean
  /** When its process was started, ascending. */
  starts: readonly number[]
}

/** Everything that goes on in the cluster, as functions of time. */
export interface Model extends Surroundings {
  members: readonly MemberModel[]
  apiServers: readonly ApiServer[]
  /** Control plane first. */
  nodes: readonly NodeState[]
  clusterManager: ClusterManager
}

/** Builds the model; nothing is computed before it is asked for. */
export function createModel(options: ModelOptions): Model {
  const { topology, seed } = options
  const machines = new Map<string, Machine>()
  const apiServers: ApiServer[] = []
  const around = { ...createSurroundings(options, machines), api: createApiWaits(() => apiServers) }
  const shares = memberShares(topology, around.lifecycle, seed)
  const shareOf =
    (member: string): Signal =>
    (time) =>
      shares(time).get(member) ?? 0
  for (const member of topology.members) {
    const node = topology.nodes.find(({ name }) => name === member.node)
    if (node === undefined) continue
    machines.set(member.name, createMachine({ member, node, share: shareOf(member.name), around }))
  }
  const all = [...machines.values()]
  const etcd = all.map(({ member, requests }) => ({ share: shareOf(member.name), requests }))
  const nodes = topology.nodes.length
  for (const { member, cpu } of all) {
    const share = shareOf(member.name)
    apiServers.push(createApiServer({ node: member.node, nodes, share, load: around.load, cpu, etcd }))
  }
  const workers = topology.nodes.filter(({ role }) => role === 'worker')
  return {
    ...around,
    members: memberModels(all, around),
    apiServers,
    clusterManager: createClusterManager(topology, around.faults, seed),
    nodes: [...all.map(({ state }) => state), ...createWorkers(workers, around)],
  }
}

function createSurroundings(
  { topology, incident, seed, start }: ModelOptions,
  machines: ReadonlyMap<string, Machine>,
): Omit<Surroundings, 'api'> {
  const faults = createFaults(incident)
  const growth = createDatabaseGrowth(faults)
  const lifecycle = createLifecycle(topology, faults)
  const troubles = createTroubles(topology, faults, seed)
  const network = createNetwork(topology, faults, troubles, seed)
  const load = createLoad(topology.nodes.length, faults, growth, seed)
  // Machines are made one by one, while each rests on the others.
  const disks = { get: (member: string) => machines.get(member)?.disk }
  const cpus = { get: (member: string) => machines.get(member)?.cpu }
  const loop = (member: string, time: number) => disks.get(member)?.fsync(time) ?? inTurn()
  const leadership = createLeadership({ topology, faults, lifecycle, network, loop, seed, start })
  return {
    topology,
    load,
    faults,
    growth,
    defragmentation: createDefragmentation(faults),
    lifecycle,
    network,
    troubles,
    leadership,
    consensus: createConsensus({ topology, load, lifecycle, network, leadership, disks, cpus }),
    seed,
    start,
  }
}

function memberModels(
  machines: readonly Machine[],
  { consensus, lifecycle, faults, start }: Surroundings,
): readonly MemberModel[] {
  const index = committedIndex(consensus, start)
  return machines.map(({ state: _, ...machine }) => ({
    ...machine,
    committed: knownBy(machine.member.name, index, faults),
    runs: (time) => lifecycle.memberRuns(machine.member.name, time),
    starts: lifecycle.memberStarts(machine.member.name),
  }))
}

/** Shares of the clients' calls: nearly even, and what a member that is down would get goes to the others. */
function memberShares(
  { members }: Topology,
  lifecycle: Lifecycle,
  seed: string,
): (time: number) => ReadonlyMap<string, number> {
  const weights = members.map(({ name }) => ({ name, weight: 0.9 + 0.2 * drawOf(seed, 'share', name) }))
  return remember((time) => {
    const able = weights.filter(({ name }) => lifecycle.memberRuns(name, time))
    const sum = able.reduce((total, { weight }) => total + weight, 0)
    return new Map(able.map(({ name, weight }) => [name, weight / sum]))
  })
}

/** Entries that were committed before the history begins: some months of a small cluster. */
const earlierEntries = 41_000_000

function committedIndex({ entries }: Consensus, start: number): Signal {
  const since = integralOf(entries, start)
  return (time) => Math.floor(earlierEntries + since(time))
}

function knownBy(member: string, index: Signal, faults: Faults): Signal {
  const cuts = faults.of('peer-cut').filter(({ members }) => members.includes(member))
  return (time) => {
    const cut = cuts.find(({ start, end }) => time > start && time < end)
    return index(cut === undefined ? time : cut.start)
  }
}
