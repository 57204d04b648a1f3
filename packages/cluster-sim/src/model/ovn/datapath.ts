import type { Signal } from '../../samples/family.ts'
import { plus, scaled, zero } from '../signals.ts'
import type { NetworkSize } from './network-size.ts'
import { beginning, type OvnTrouble } from './ovn-trouble.ts'
import { flowLimit, mostUpcalls, perFlow, perUpcall, threadsOf } from './vswitchd-limits.ts'

/** Open vSwitch on a node: its datapath in the kernel, and vswitchd, which decides what the datapath does not know. In a second. */
export interface Datapath {
  packets: Signal
  /** Packets that no flow matches, and those of them that get lost on the way to vswitchd. */
  missed: Signal
  lost: Signal
  /** Messages of the kernel that vswitchd has no room for. */
  overflows: Signal
  flows: Signal
  masks: Signal
  /** Masks that are tried, for all packets. */
  masksTried: Signal
  /** New flows that the limit refuses, and how often all flows are thrown away. */
  limitHits: Signal
  limitKills: Signal
  /** Share of what its handlers can take that comes. */
  load: Signal
  handlers: number
  revalidators: number
  /** Cores that vswitchd wants. */
  wanted: Signal
}

interface DatapathParts {
  cpus: number
  /** Packets at the node's interface, either way. */
  packets: Signal
  /** Pods that come or go in a second. */
  churn: Signal
  size: NetworkSize
  trouble: OvnTrouble
}

/** Looks at the table of flows for each packet at the interface: pods talk among themselves too, and some packets come round again. */
const looks = 1.6
/** Of these so many match no flow on a good day. */
const usuallyMissed = 0.004
const missedPerPod = 25
/** Seconds that a flow stays idle before it goes, and the share of packets without a flow that leave one. */
const idle = 10
const leavingOne = 0.6
const strangersLeavingOne = 0.05
/** Packets of a flow that the limit refused. */
const packetsOfRefused = 2
/** Seconds from one look at all flows to the next. */
const pause = 0.5
/** From so many times the limit on the limit falls so quickly that there are twice as many flows, which are all thrown away. */
const killedFrom = 1.8
/** Seconds from one such moment to the next. */
const sawPeriod = 75
/** Share of their time that they work at most. */
const hungry = 0.9

export function createDatapath({ cpus, packets: atInterface, churn, size, trouble }: DatapathParts): Datapath {
  const packets = scaled(atInterface, looks)
  const limit = flowLimit(cpus)
  const most = mostUpcalls(cpus)
  const usual: Signal = (time) => usuallyMissed * packets(time) + missedPerPod * churn(time)
  const flows = createFlows(trouble.flows, limit)
  const missed = plus(usual, trouble.strangers, flows.missed)
  const load: Signal = (time) => missed(time) / most
  const usualFlows: Signal = (time) => 250 + 6 * size.pods(time) + idle * leavingOne * usual(time)
  const kept = plus(usualFlows, scaled(trouble.strangers, idle * strangersLeavingOne), flows.kept)
  const masks: Signal = (time) => 28 + 0.3 * size.policies + 9 * Math.log10(Math.max(1, kept(time) / 500))
  const { handlers, revalidators } = threadsOf(cpus)
  const isTroubled = plus(trouble.strangers, trouble.flows) !== zero
  const lost: Signal = isTroubled ? (time) => missed(time) * lostOf(load(time)) : zero
  return {
    packets,
    missed,
    lost,
    overflows: isTroubled ? (time) => 2 * Math.max(0, load(time) - 0.97) : zero,
    flows: kept,
    masks,
    masksTried: (time) => packets(time) * (1.5 + 0.035 * masks(time)),
    limitHits: flows.hits,
    limitKills: flows.kills,
    load,
    handlers,
    revalidators,
    wanted: (time) => 0.012 + (missed(time) - lost(time)) * perUpcall + lookingAfter(kept(time), cpus),
  }
}

/** Cores that vswitchd wants for what goes wrong alone. */
export function moreForVswitchd(cpus: number, { strangers, flows }: OvnTrouble): Signal {
  const most = mostUpcalls(cpus)
  const piled = createFlows(flows, flowLimit(cpus))
  const taken = plus(strangers, piled.missed)
  const kept = plus(scaled(strangers, idle * strangersLeavingOne), piled.kept)
  if (taken === zero) return zero
  return (time) => Math.min(most, taken(time)) * perUpcall + lookingAfter(kept(time), cpus)
}

/** Cores of the revalidators for so many flows. */
function lookingAfter(flows: number, cpus: number): number {
  const { revalidators } = threadsOf(cpus)
  return revalidators * hungry * Math.min(1, (flows * perFlow) / revalidators / pause)
}

/** Share of the first packets of connections that get lost with what goes wrong. */
export function firstPacketsLost(cpus: number, { strangers, flows }: OvnTrouble): Signal {
  const most = mostUpcalls(cpus)
  const taken = plus(strangers, createFlows(flows, flowLimit(cpus)).missed)
  return taken === zero ? zero : (time) => lostOf(taken(time) / most)
}

/** Nothing is lost while handlers have time; bursts do before they have none left. */
function lostOf(load: number): number {
  if (load < 0.8) return 0
  return load < 1 ? 0.002 * Math.exp((load - 1) / 0.05) : 0.002 + 1 - 1 / load
}

/** Flows that pile up: as many as the limit lets in, and what the others come to. */
function createFlows(wanted: Signal, limit: number): Record<'kept' | 'missed' | 'hits' | 'kills', Signal> {
  if (wanted === zero) return { kept: zero, missed: zero, hits: zero, kills: zero }
  const begun = beginning(wanted)
  const times: Signal = (time) => wanted(time) / limit
  // They come in bursts, which meet the limit before all of them do.
  const refused: Signal = (time) => begun(time) * Math.max(0, 1 - 0.97 / Math.max(times(time), 0.01))
  const isKilled = (time: number) => times(time) > killedFrom
  const saw = (time: number) => Math.min(1, (1.5 * (time % sawPeriod)) / sawPeriod)
  return {
    kept: (time) => Math.min(wanted(time), limit) * (isKilled(time) ? saw(time) : 1),
    missed: (time) => begun(time) + packetsOfRefused * refused(time),
    hits: refused,
    kills: (time) => (isKilled(time) ? 1 / sawPeriod : 0),
  }
}
