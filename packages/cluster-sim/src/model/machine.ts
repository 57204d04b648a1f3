import type { Signal } from '../samples/family.ts'
import { offeredEntries } from './consensus.ts'
import { type Cpu, createCpu } from './cpu.ts'
import { createDisk, type Disk, type DiskDemand } from './disk.ts'
import { createEtcdDisk, type EtcdDisk, stallShare } from './etcd-disk.ts'
import { createEtcdProcess, type EtcdProcess, wantedByEtcd } from './etcd-process.ts'
import { createEtcdRequests, type EtcdRequests } from './etcd-requests.ts'
import { createEtcdStore, type EtcdStore } from './etcd-store.ts'
import type { Load } from './load.ts'
import { createNodeNetwork } from './node-network.ts'
import type { NodeState } from './node-state.ts'
import { createNodeOvn } from './ovn/node-ovn.ts'
import { createOvnWork, type OvnWork } from './ovn/ovn-work.ts'
import { plus, wander, zero } from './signals.ts'
import type { Surroundings } from './surroundings.ts'
import type { SimMember, SimNode } from './topology.ts'

export interface MachineParts {
  member: SimMember
  node: SimNode
  /** Share of the clients' calls that come here. */
  share: Signal
  around: Surroundings
}

/** A node of the control plane with the member that runs on it. */
export interface Machine {
  member: SimMember
  cpu: Cpu
  disk: EtcdDisk
  store: EtcdStore
  requests: EtcdRequests
  process: EtcdProcess
  state: NodeState
}

export function createMachine(parts: MachineParts): Machine {
  const { member, node, share, around } = parts
  const { load, faults, network, leadership, seed } = around
  const { name } = member
  const nodes = around.topology.nodes.length
  const rangeBytes: Signal = (time) => load.largeReads(time) * share(time)
  const wanted = wantedByEtcd(load, share, rangeBytes)
  const starved = faults.on('cpu-pressure', name)
  const stall = faults.on('fsync-stall', name)
  // Disk and CPU of a machine rest on each other: what waits for the disk is load, and the disk takes what etcd writes.
  const device = createDisk(
    name,
    demandOf(parts, () => disk, stall),
    faults,
    seed,
  )
  const trouble = around.troubles.of(node.name)
  const key = `${seed} ${node.name}`
  const work = createOvnWork({ key, node, nodes, load, factor: 1, trouble: trouble?.ovn })
  const cpu = createCpu(key, {
    cores: node.cpus,
    wanted: (time) => wanted(time) + wantedByOthers(load, share, nodes, time),
    starved,
    blocked: device.queue,
    more: plus(work.more.pods, work.more.services),
    packets: trouble?.work,
  })
  // Elections are left out: they rest on the disk themselves.
  const arriving =
    (of: Signal): Signal =>
    (time) =>
      (network.isCut(name, time) ? 0.02 : 1) * of(time)
  const disk: EtcdDisk = createEtcdDisk({
    disk: device,
    cpu,
    load,
    stall,
    entries: arriving((time) => offeredEntries(load, time)),
    largeBytes: arriving(load.largeBytes),
    rangeBytes,
  })
  const store = createEtcdStore({ member: name, around })
  const requests = createEtcdRequests({ member: name, share, rangeBytes, cpu, disk, around })
  const stillPaused = (time: number) => leadership.stillPaused(name, time)
  const process = createEtcdProcess({
    member: name,
    nodes,
    wanted,
    cpu,
    store,
    requests,
    load,
    seed,
    stillPaused,
  })
  return {
    member,
    cpu,
    disk,
    store,
    requests,
    process,
    state: stateOf(parts, { work, cpu, disk: device, process, requests }),
  }
}

/** What etcd asks of the device. */
function demandOf({ member, around }: MachineParts, disk: () => EtcdDisk, stall: Signal): DiskDemand {
  const fsyncs = around.consensus.fsyncs(member.name)
  return {
    bytes: (time) => disk().bytes(time),
    writes: (time) => fsyncs(time) + 2.5 * disk().commits(time),
    flushes: (time) => fsyncs(time) + 2 * disk().commits(time),
    stalls: (time) => stallShare * stall(time) * fsyncs(time),
  }
}

/** Seats are given out before an API server has all cores of its node. */
const coresOfCrowd = 2.5

/** Cores of the API server, of controllers, of the network and of the node's own services. */
function wantedByOthers(load: Load, share: Signal, nodes: number, time: number): number {
  const own = share(time)
  return (
    0.75 +
    0.0016 * nodes +
    0.005 * (load.reads(time) + 2 * load.writes(time)) * own +
    28e-9 * load.largeReads(time) * own +
    15e-9 * load.largeBytes(time) * own +
    coresOfCrowd * Math.min(1, load.crowd(time))
  )
}

/** Bytes of a segment between members, full ones and bare acknowledgements together. */
const segmentBytes = 1100
/** Messages that members exchange when nothing is written. */
const idleSegments = 25

interface MachineState {
  work: OvnWork
  cpu: Cpu
  disk: Disk
  process: EtcdProcess
  requests: EtcdRequests
}

function stateOf(parts: MachineParts, { work, cpu, disk, process, requests }: MachineState): NodeState {
  const { member, node, around } = parts
  const { topology, load, lifecycle, network, troubles, leadership, consensus, seed } = around
  const peers = topology.members
    .filter(({ name }) => name !== member.name)
    .map(({ name }) => ({
      peer: name,
      segments: (time: number) => {
        const leads = [member.name, name].includes(leadership.at(time).leader ?? '')
        return idleSegments + (leads ? 2.2 * consensus.entries(time) + load.largeBytes(time) / segmentBytes : 0)
      },
    }))
  const clients = (time: number) => requests.sentBytes(time) / segmentBytes / 2
  const segments = plus(network.segments(member.name, peers), clients)
  const trouble = troubles.of(node.name)
  const key = `${seed} ${node.name}`
  const noise = wander(`${key} memory`, 1800)
  const own = createNodeNetwork({
    usual: {
      segments,
      retransmits: network.retransmits(member.name, peers),
      timeouts: network.timeouts(member.name, peers),
      packets: (time) => 2.1 * segments(time),
    },
    factor: 1,
    trouble,
    elsewhere: troubles.elsewhere(node.name),
  })
  return {
    node,
    cpu,
    disk,
    memoryUsed: plus(
      (time) => node.memoryBytes * (0.3 + 0.015 * noise(time)) + process.memory(time) + 1.5 * requests.rangeBytes(time),
      trouble?.hoarded ?? zero,
    ),
    memoryCache: (time) => node.memoryBytes * (0.28 + 0.02 * noise(time)),
    network: own,
    ovn: createNodeOvn({ key, cpus: node.cpus, work, cpu, network: own, apiWrite: around.api.write }),
    factor: 1,
    runs: (time) => lifecycle.nodeRuns(node.name, time),
    boots: lifecycle.nodeBoots(node.name),
  }
}
