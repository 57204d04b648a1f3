import type { Signal } from '../samples/family.ts'
import { againFor } from './connections.ts'
import { timeOfWeek } from './load.ts'
import type { CpuPackets } from './packet-work.ts'
import { plus, product, scaled, zero } from './signals.ts'
import { type Elsewhere, passes, type Trouble } from './trouble.ts'

/** The network of a node as its kernel counts it, in a second each. Programs of pods have sockets of their own, which it does not count. */
export interface NodeNetwork {
  /** How this node differs from others that do the same: all of these times it. */
  factor: number
  /** At the interface. */
  packetsIn: Signal
  packetsOut: Signal
  bytesIn: Signal
  bytesOut: Signal
  damaged: Signal
  droppedIn: Signal
  droppedOut: Signal
  overruns: Signal
  /** Bytes, whatever the factor is. */
  mtu: Signal
  tcp: NodeTcp
  /** Datagrams that programs or pods got and sent, and those that found a full buffer. */
  datagramsIn: Signal
  datagramsOut: Signal
  datagramsUnread: Signal
  icmpIn: Signal
  icmpOut: Signal
  /** Packets that are handled on all CPUs, usually; and what a CPU has beside its part of them. */
  handled: Signal
  beside(cpu: number): CpuPackets
  sockets: NodeSockets
  connections: NodeConnections
}

interface NodeTcp {
  /** Segments sent, and received. */
  segments: Signal
  received: Signal
  retransmits: Signal
  /** Those of them that make connections. */
  requestsAgain: Signal
  timeouts: Signal
  outOfOrder: Signal
  /** Connections that the node opens. */
  opened: Signal
  overflows: Signal
  queueDrops: Signal
}

interface NodeSockets {
  /** Sockets that are connected; that hold what nobody reads; that wait for their program to accept them. */
  connected: Signal
  hoarding: Signal
  waiting: Signal
  tcpBytes: Signal
  udpBytes: Signal
}

interface NodeConnections {
  /** Entries that the table has to hold: those of usual connections, and others. */
  usual: Signal
  kept: Signal
  dropped: Signal
  earlyDropped: Signal
  clashed: Signal
}

/** What a node does on its network on a good day, in a second. */
export interface UsualNetwork {
  segments: Signal
  retransmits: Signal
  timeouts: Signal
  packets: Signal
}

export interface NodeNetworkParts {
  usual: UsualNetwork
  factor: number
  /** Its own. */
  trouble?: Trouble | undefined
  elsewhere: Elsewhere
}

/** A packet's mean size on these nodes. Bytes. */
const packetBytes = 620
const usualMtu = 1500
/** Of what softnet drops for want of a place in its queues, most was on the way to a pod, whose interface counts it. */
const countedAtNic = 0.15
/** Of what comes too fast for a link the switch drops the rest. */
const overrun = 0.4
const quiet: CpuPackets = { processed: zero, squeezed: zero, dropped: zero }

export function createNodeNetwork({ usual: all, factor: own, trouble, elsewhere }: NodeNetworkParts): NodeNetwork {
  // What befalls one node alone is no factor of what others do as well.
  const [usual, factor] = trouble === undefined ? [all, own] : [scaledBy(all, own), 1]
  const { packets } = usual
  const { link, work, flood = zero, floodBytes = zero } = trouble ?? {}
  const packetsIn = plus(packets, link?.packetsIn ?? zero, flood)
  const packetsOut = plus(packets, link?.packetsOut ?? zero)
  const overruns = scaled(product(link?.lostIn ?? zero, link?.packetsIn ?? zero), overrun)
  const mtu = trouble?.mtu ?? zero
  return {
    factor,
    packetsIn,
    packetsOut,
    bytesIn: plus(scaled(packets, packetBytes), link?.bytesIn ?? zero, floodBytes),
    bytesOut: plus(scaled(packets, packetBytes), link?.bytesOut ?? zero),
    damaged: product(trouble?.damaged ?? zero, packetsIn),
    droppedIn: plus(overruns, scaled(work?.dropped ?? zero, countedAtNic)),
    droppedOut: product(link?.lostOut ?? zero, packetsOut),
    overruns,
    mtu: (time) => mtu(time) || usualMtu,
    tcp: createTcp(usual, elsewhere, trouble),
    ...createDatagrams(packets, trouble),
    ...createIcmp(usual.segments, mtu),
    handled: scaled(packets, passes),
    beside: (cpu) => work?.of(cpu) ?? quiet,
    sockets: createSockets(usual.segments, trouble),
    connections: {
      usual: (time) => 1400 + 0.8 * usual.segments(time),
      kept: trouble?.tracked ?? zero,
      dropped: trouble?.tableDrops ?? zero,
      earlyDropped: trouble?.earlyDrops ?? zero,
      clashed: trouble?.clashes ?? zero,
    },
  }
}

function scaledBy({ segments, retransmits, timeouts, packets }: UsualNetwork, factor: number): UsualNetwork {
  return {
    segments: scaled(segments, factor),
    retransmits: scaled(retransmits, factor),
    timeouts: scaled(timeouts, factor),
    packets: scaled(packets, factor),
  }
}

/** A connection for so many segments. */
const perSegment = 0.005
/** Few of the segments that get lost are the first of their connection. */
const firstOnes = 0.02
/** A confirmation that is lost is mostly told by the next one. */
const confirmationsMissed = 0.1
/** Losses of which no later segment tells, and first segments, which have none. */
const untold = 0.12
const untoldFirst = 0.7
/** Segments that come before one that was lost is sent again. */
const behindLost = 2.5

function createTcp(usual: UsualNetwork, elsewhere: Elsewhere, trouble: Trouble | undefined): NodeTcp {
  const { segments } = usual
  const received = scaled(segments, 0.97)
  const lostIn = trouble?.lostIn ?? zero
  const opened = scaled(segments, perSegment)
  const refused = plus(trouble?.refused ?? zero, elsewhere.refused)
  const again = plus(
    refused === zero ? zero : (time: number) => opened(time) * againFor(refused(time)),
    elsewhere.resent,
  )
  const lost = product(
    segments,
    plus(trouble?.lostOut ?? zero, elsewhere.lostThere, scaled(lostIn, confirmationsMissed)),
  )
  const { tooLarge, unsaid } = refusedAsTooLarge(segments, trouble?.mtu ?? zero)
  return {
    segments,
    received,
    retransmits: plus(usual.retransmits, lost, tooLarge, again),
    requestsAgain: plus(scaled(plus(usual.retransmits, lost), firstOnes), again),
    timeouts: plus(usual.timeouts, scaled(lost, untold), unsaid, scaled(again, untoldFirst)),
    outOfOrder: scaled(plus(usual.retransmits, product(received, plus(lostIn, elsewhere.lostOnTheWay))), behindLost),
    opened,
    overflows: trouble?.overflows ?? zero,
    queueDrops: product(received, trouble?.noRoom ?? zero),
  }
}

/** Segments that are as large as they may be, and those of them that are on a way whose MTU is not known yet. */
const fullOnes = 0.3
const onNewWays = 0.08
/** Somebody says so of those that are too large for this node; routers and filters keep silent of half of the others. */
const saidOfSmall = 0.95
const saidOfLarge = 0.5
const answeredToItself = 0.3

function saidOf(mtu: number): number {
  return mtu < usualMtu ? saidOfSmall : saidOfLarge
}

/** An MTU that differs from that of the way makes full segments too large, until their sender knows. */
function refusedAsTooLarge(segments: Signal, mtu: Signal): Record<'tooLarge' | 'unsaid', Signal> {
  if (mtu === zero) return { tooLarge: zero, unsaid: zero }
  const tooLarge: Signal = (time) => (mtu(time) > 0 ? fullOnes * onNewWays * segments(time) : 0)
  return { tooLarge, unsaid: (time) => (1 - saidOf(mtu(time))) * tooLarge(time) }
}

const usualIcmp: Signal = () => 0.18

function createIcmp(segments: Signal, mtu: Signal): Pick<NodeNetwork, 'icmpIn' | 'icmpOut'> {
  const { tooLarge } = refusedAsTooLarge(segments, mtu)
  if (tooLarge === zero) return { icmpIn: usualIcmp, icmpOut: usualIcmp }
  const said: Signal = (time) => saidOf(mtu(time)) * tooLarge(time)
  const isSmall = (time: number) => mtu(time) < usualMtu
  return {
    // The node itself has the narrow place, or somebody on the way has it.
    icmpOut: plus(usualIcmp, (time) => (isSmall(time) ? said(time) : 0)),
    icmpIn: plus(usualIcmp, (time) => (isSmall(time) ? answeredToItself : 1) * said(time)),
  }
}

/** Names are asked for, and what pods say to other nodes travels in datagrams. */
const inDatagrams = 0.3
/** Datagrams that come to the one program that reads many, as a collector of logs or flows does. */
const collected: Signal = (time) => 400 * timeOfWeek(time)

function createDatagrams(packets: Signal, trouble: Trouble | undefined) {
  const { link, flood = zero, unread = zero } = trouble ?? {}
  const some = scaled(packets, inDatagrams)
  const read: Signal = unread === zero ? zero : (time) => (1 - unread(time)) * collected(time)
  return {
    datagramsIn: plus(some, link?.joinedIn ?? zero, flood, read),
    datagramsOut: plus(some, link?.joinedOut ?? zero),
    datagramsUnread: product(unread, collected),
  }
}

/** Bytes that a socket holds of which nobody reads, and the queue of a program that accepts too slowly. */
const heldByEach = 400 * 1024
const acceptQueue = 511
/** Bytes of the buffers of datagrams: on a good day, and full (net.core.rmem_max, for two sockets). */
const usualDatagramBytes = 24_576
const fullDatagramBytes = 2 * 212_992

function createSockets(segments: Signal, trouble: Trouble | undefined): NodeSockets {
  const { hoarded = zero, unread = zero, overflows = zero } = trouble ?? {}
  const connected: Signal = (time) => 120 + 0.05 * segments(time)
  const fills = (share: number, quickly: number) => 1 - Math.exp(-quickly * share)
  return {
    connected,
    hoarding: scaled(hoarded, 1 / heldByEach),
    waiting: overflows === zero ? zero : (time) => acceptQueue * fills(overflows(time), 2),
    tcpBytes: plus((time) => 9000 * connected(time), hoarded),
    udpBytes: (time) => usualDatagramBytes + fullDatagramBytes * fills(unread(time), 30),
  }
}
