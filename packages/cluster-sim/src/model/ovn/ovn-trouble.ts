import type { Signal } from '../../samples/family.ts'
import type { Faults } from '../faults.ts'
import { plus, scaled, zero } from '../signals.ts'
import type { SimNode } from '../topology.ts'
import { flowLimit, mostUpcalls } from './vswitchd-limits.ts'

/** What goes wrong in OVN-Kubernetes, Open vSwitch or the start of pods on a node, and how much of it. */
export interface OvnTrouble {
  /** Seconds that a round of northd takes longer. */
  northd: Signal
  /** Whether ovn-controller has lost the southbound database, and whether the northbound one answers nobody: 0 or 1. */
  disconnected: Signal
  stalled: Signal
  /** When the northbound database last took what was written: now, unless it has stalled. Unix seconds. */
  lastWritten: Signal
  /** Share of a core that computing all flows anew wants. */
  recompute: Signal
  /** Packets in a second that no datapath flow matches, and datapath flows, both beside the usual ones. */
  strangers: Signal
  flows: Signal
  /** Share of the requests to set up a pod's network that fail. */
  failures: Signal
  /** Seconds that a pull of an image takes longer. */
  pull: Signal
}

const now: Signal = (time) => time

export const noOvnTrouble: OvnTrouble = {
  northd: zero,
  disconnected: zero,
  stalled: zero,
  lastWritten: now,
  recompute: zero,
  strangers: zero,
  flows: zero,
  failures: zero,
  pull: zero,
}

export function createOvnTrouble({ name, cpus }: SimNode, faults: Faults): OvnTrouble {
  const stalls = faults.of('nb-stalled').filter(({ members }) => members.includes(name))
  return {
    northd: faults.on('northd-load', name),
    disconnected: faults.set('sb-disconnected', name),
    stalled: faults.set('nb-stalled', name),
    lastWritten: (time) => stalls.find(({ start, end }) => time > start && time < end)?.start ?? time,
    recompute: faults.on('flow-recompute', name),
    strangers: scaled(faults.on('short-flows', name), mostUpcalls(cpus)),
    flows: scaled(faults.filling('datapath-flows', name, fillsIn), flowLimit(cpus)),
    failures: faults.on('cni-failures', name),
    pull: faults.on('image-pull', name),
  }
}

/** Seconds in which flows pile up, and in which one that is used goes on. */
const fillsIn = 60
const flowLives = 30
/** Packets of a flow, and bytes of a packet. */
const packetsOfFlow = 8
const smallPacket = 120

/** Flows that begin in a second. */
export function beginning(flows: Signal): Signal {
  return scaled(flows, 1 / flowLives)
}

/** What comes through the node's interface with it: packets and bytes in a second. */
export function floodOf({ strangers, flows }: OvnTrouble): Record<'packets' | 'bytes', Signal> {
  const packets = plus(strangers, scaled(beginning(flows), packetsOfFlow))
  return { packets, bytes: scaled(packets, smallPacket) }
}
