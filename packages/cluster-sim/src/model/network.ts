import type { LatencyPart, Signal } from '../samples/family.ts'
import { type Delay, delayOf, meanOf, partsOf } from './delay.ts'
import { drawOf } from './draw.ts'
import type { Faults } from './faults.ts'
import { halfMinutes, plus, wander } from './signals.ts'
import type { Topology } from './topology.ts'
import type { Troubles } from './trouble.ts'

/** The ways between members. */
export interface Network {
  /** A message and its answer; what gets lost is sent again. */
  way(member: string, peer: string, time: number): Delay
  /** The smoothed round trip that etcd's own probe tells of, beside what the answering process adds. */
  probe(member: string, peer: string, time: number): Delay
  isCut(member: string, time: number): boolean
  /** Whether two members cannot reach each other. */
  isParted(member: string, peer: string, time: number): boolean
  /** TCP of a node in a second, given what it sends to its peers' members. */
  segments(member: string, peers: readonly Traffic[]): Signal
  retransmits(member: string, peers: readonly Traffic[]): Signal
  timeouts(member: string, peers: readonly Traffic[]): Signal
}

/** Segments in a second to a peer. */
interface Traffic {
  peer: string
  segments: Signal
}

/** Retransmission timeout of a quick way, by Linux' floor. Seconds. */
const retransmitAfter = 0.2
/** Share of the losses that no later segment tells of, so that they run into the timeout. */
const untold = 0.35
/** Segments in a second on the stream from a leader to a follower. */
const streamSegments = 60
/** Segments that a node sends beside those of its etcd, and the share that even a good network loses of them. */
const usualSegments = 1800
const usualLoss = 0.00015

export function createNetwork({ members }: Topology, faults: Faults, troubles: Troubles, seed: string): Network {
  const nodeOf = (member: string) => members.find(({ name }) => name === member)?.node ?? member
  const lossBetween = (member: string, peer: string) =>
    plus(faults.between('peer-loss', member, peer), troubles.between(nodeOf(member), nodeOf(peer)))
  const ways = new Map<string, ReturnType<typeof createWay>>()
  const wayOf = (member: string, peer: string) => {
    const key = [member, peer].sort().join(' ')
    const known =
      ways.get(key) ?? createWay(key, faults.between('peer-delay', member, peer), lossBetween(member, peer), seed)
    ways.set(key, known)
    return known
  }
  const cuts = new Map<string, Signal>()
  const isCut = (member: string, time: number) => {
    const cut = cuts.get(member) ?? faults.on('peer-cut', member)
    cuts.set(member, cut)
    return cut(time) > 0.5
  }
  const isParted = (member: string, peer: string, time: number) => isCut(member, time) || isCut(peer, time)
  const linkLoss = (member: string) =>
    faults.of('peer-loss').some(({ members }) => members.length === 1 && members[0] === member)
  const lost = (member: string, peers: readonly Traffic[]): Signal => {
    const own = linkLoss(member) ? faults.on('peer-loss', member) : () => 0
    const between = peers.map(({ peer, segments }) => ({ segments, loss: faults.between('peer-loss', member, peer) }))
    return (time) =>
      own(time) * usualSegments + between.reduce((sum, { segments, loss }) => sum + loss(time) * segments(time), 0)
  }
  const background = wander(`${seed} tcp`, 600)
  return {
    way: (member, peer, time) => wayOf(member, peer).way(time),
    probe: (member, peer, time) => wayOf(member, peer).probe(time),
    isCut,
    isParted,
    segments: (_, peers) => (time) =>
      usualSegments * (1 + 0.15 * background(time)) + peers.reduce((sum, { segments }) => sum + segments(time), 0),
    retransmits: (member, peers) => {
      const all = lost(member, peers)
      return (time) => usualLoss * usualSegments * (1 + 0.5 * background(time)) + all(time)
    },
    timeouts: (member, peers) => {
      const all = lost(member, peers)
      return (time) => 0.02 * (1 + 0.6 * background(time)) + 0.12 * all(time) + (isCut(member, time) ? 1.5 : 0)
    },
  }
}

function createWay(key: string, delay: Signal, loss: Signal, seed: string) {
  const base = 0.00032 + 0.0003 * drawOf(seed, 'way', key)
  const mood = wander(`${seed} way ${key}`, 600)
  const roundTrip = (time: number) => base * (1 + 0.1 * mood(time)) + delay(time)
  const way = halfMinutes((time: number): Delay => {
    const seconds = roundTrip(time)
    // Either the message is lost or its answer.
    const lost = 1 - (1 - loss(time)) ** 2
    if (lost === 0) return delayOf(seconds, 0.25)
    return delayOf(seconds, 0.25, losses(seconds, lost, loss(time) * streamSegments))
  })
  return {
    way,
    probe: halfMinutes((time: number) => {
      const seconds = roundTrip(time)
      const lost = 1 - (1 - loss(time)) ** 2
      return smoothed(delayOf(seconds, 0.25, lost === 0 ? [] : losses(seconds, lost, 0)))
    }),
  }
}

/**
 * What losses do to a message: a later segment tells of most of them at once, the others wait for the timeout, which doubles.
 * A message on a stream also waits for those before it.
 */
function losses(seconds: number, lost: number, lostOfStream: number): readonly LatencyPart[] {
  const behind = 1 - Math.exp(-lostOfStream * untold * retransmitAfter)
  return [
    { share: lost * (1 - untold), median: 2.5 * seconds + 0.002, spread: 0.5 },
    { share: Math.min(0.7, lost * untold + behind), median: seconds + 0.8 * retransmitAfter, spread: 0.5 },
    { share: 2 * lost * lost * untold, median: seconds + 4 * retransmitAfter, spread: 0.4 },
  ]
}

/** An average that each new value enters with a small weight: the mean stays, most of the scatter goes. */
function smoothed(each: Delay): Delay {
  const mean = meanOf(each)
  const square = partsOf(each).reduce(
    (sum, { share, median, spread }) => sum + share * (median * Math.exp(spread ** 2)) ** 2,
    0,
  )
  const scatter = Math.max(0, square / mean ** 2 - 1) * (smoothing / (2 - smoothing))
  const spread = Math.sqrt(Math.log(1 + scatter))
  return delayOf(mean * Math.exp(-(spread ** 2) / 2), Math.max(0.05, spread))
}

/** Weight of the newest probe in the average. */
const smoothing = 0.125
