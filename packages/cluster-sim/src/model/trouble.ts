import type { Signal } from '../samples/family.ts'
import { type Connections, createConnections } from './connections.ts'
import type { Faults } from './faults.ts'
import { createLinkLoad, type LinkLoad } from './link-load.ts'
import { firstPacketsLost } from './ovn/datapath.ts'
import { createOvnTrouble, floodOf, type OvnTrouble } from './ovn/ovn-trouble.ts'
import { createPacketWork, mostPackets, type PacketWork } from './packet-work.ts'
import { plus, scaled, zero } from './signals.ts'
import type { SimNode, Topology } from './topology.ts'

/** What goes wrong in the network of a node, and how much of it. */
export interface Trouble extends Connections {
  link: LinkLoad
  /** Undefined where its CPUs have no more packets than usual. */
  work: PacketWork | undefined
  /** Packets that come in a second beside the usual ones and what pods move, and their bytes. */
  flood: Signal
  floodBytes: Signal
  /** Share of the frames that come damaged. */
  damaged: Signal
  /** Share of the datagrams that a program is too slow for. */
  unread: Signal
  /** Bytes; 0 where it is the usual one. */
  mtu: Signal
  /** Bytes that sockets hold, and the share of segments that they have no room for. */
  hoarded: Signal
  noRoom: Signal
  /** Share of what others send to the node that does not get to its programs, and of what it sends that does not get to the line. */
  lostIn: Signal
  lostOut: Signal
  ovn: OvnTrouble
}

/** What a node has of the troubles of all others, being one that talks to them. Shares of all that it sends or asks for. */
export interface Elsewhere {
  /** Of what it sends, and of what comes to it. */
  lostThere: Signal
  lostOnTheWay: Signal
  /** Of the connections that it opens. */
  refused: Signal
  /** Requests in a second that it sends again to programs that accept too slowly. */
  resent: Signal
}

/** Nodes in trouble, which are few. */
export interface Troubles {
  /** Undefined for a node that is in none. */
  of(node: string): Trouble | undefined
  elsewhere(node: string): Elsewhere
  /** The same for a node that is in no trouble. */
  around: Elsewhere
  /** Share of frames that get lost between two nodes, the mean of both ways. */
  between(node: string, other: string): Signal
}

/** Part of what a node sends that goes to other nodes. */
const amongNodes = 0.85
/** Part of a program's clients that are nodes. */
const clientsAmongNodes = 0.6

export function createTroubles({ nodes }: Topology, faults: Faults, seed: string): Troubles {
  const hit = nodes.filter(({ name }) => faults.isAbout(name))
  const all = new Map(hit.map((node) => [node.name, createTrouble(node, faults, seed)]))
  const fabric = faults.everywhere('fabric-loss')
  const share = 1 / Math.max(1, nodes.length - 1)
  const elsewhere = (node?: string): Elsewhere => {
    const others = [...all].filter(([name]) => name !== node).map(([, trouble]) => trouble)
    const partOf = (signal: (trouble: Trouble) => Signal, part: number) => scaled(plus(...others.map(signal)), part)
    const lostInFabric = scaled(fabric, amongNodes)
    return {
      lostThere: plus(
        lostInFabric,
        partOf(({ lostIn }) => lostIn, amongNodes * share),
      ),
      lostOnTheWay: plus(
        lostInFabric,
        partOf(({ lostOut }) => lostOut, amongNodes * share),
      ),
      refused: partOf(({ refused }) => refused, amongNodes * share),
      resent: partOf(({ resent }) => resent, clientsAmongNodes * share),
    }
  }
  const ends = (name: string) => {
    const trouble = all.get(name)
    return trouble === undefined ? zero : scaled(plus(trouble.lostIn, trouble.lostOut), 0.5)
  }
  return {
    of: (node) => all.get(node),
    elsewhere,
    around: elsewhere(),
    between: (node, other) => plus(fabric, ends(node), ends(other)),
  }
}

/** Share of its memory at which a kernel begins to hold sockets back, and the one beyond which they get no more. */
const pressed = 0.047
const refusedBeyond = 0.094
/** Seconds that buffers take to fill. */
const fillsIn = 120
/** Of the segments for programs of a node that hoards at most, so many come to one of theirs. */
const forHoarders = 0.03

function createTrouble(node: SimNode, faults: Faults, seed: string): Trouble {
  const { name, cpus, memoryBytes } = node
  const key = `${seed} ${name} trouble`
  const link = createLinkLoad(key, faults.on('link-load', name))
  const many = faults.on('packet-load', name)
  const one = faults.on('elephant-flow', name)
  const most = mostPackets(cpus)
  const moved = scaled(plus(link.joinedIn, link.joinedOut), passes / most)
  const even = plus(many, moved)
  const work = plus(even, one) === zero ? undefined : createPacketWork(key, { cores: cpus, even, single: one })
  const damaged = faults.on('frame-errors', name)
  const small = scaled(many, most / passes)
  const large = scaled(one, most / cpus / passes)
  const held = faults.filling('socket-hoard', name, fillsIn)
  const noRoom: Signal =
    held === zero
      ? zero
      : (time) => forHoarders * Math.min(1, Math.max(0, (held(time) - pressed) / (refusedBeyond - pressed)))
  const ovn = createOvnTrouble(node, faults)
  const connections = createConnections(name, faults)
  const strange = floodOf(ovn)
  return {
    ...connections,
    refused: plus(connections.refused, firstPacketsLost(cpus, ovn)),
    link,
    work,
    flood: plus(small, large, strange.packets),
    floodBytes: plus(scaled(small, smallPacket), scaled(large, largePacket), strange.bytes),
    damaged,
    unread: faults.on('slow-datagrams', name),
    mtu: faults.set('interface-mtu', name),
    hoarded: scaled(held, memoryBytes),
    noRoom,
    lostIn: plus(damaged, link.lostIn, work?.lost ?? zero, noRoom),
    lostOut: link.lostOut,
    ovn,
  }
}

/** Bytes. */
const smallPacket = 90
const largePacket = 1400
/** A packet for a pod is handled once for the node and once for the pod. */
export const passes = 2
