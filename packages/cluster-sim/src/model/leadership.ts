import { type Delay, shareBeyond } from './delay.ts'
import { drawOf, pickOf } from './draw.ts'
import type { Faults } from './faults.ts'
import { firstLeader } from './first-leader.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { Network } from './network.ts'
import type { Topology } from './topology.ts'

/** Who leads, and since when. */
interface Reign {
  from: number
  leader: string | undefined
  term: number
}

export interface Leadership {
  at(time: number): Reign
  /** All changes up to a time. */
  until(time: number): readonly Reign[]
  /** Share of the half minute before a time in which nobody led: what requests feel of an election. */
  outage(time: number): number
  /** The same for the leader standing still. */
  paused(member: string, time: number): number
  /** How long the member still stands still from a time on. Seconds. */
  stillPaused(member: string, time: number): number
}

export interface LeadershipParts {
  topology: Topology
  faults: Faults
  lifecycle: Lifecycle
  network: Network
  /** What the leader's loop waits for before it can send the next heartbeat. */
  loop(member: string, time: number): Delay
  seed: string
  start: number
}

/** Heartbeats are due this often, and followers wait for up to twice the election timeout. Seconds. */
export const heartbeat = 0.1
const electionTimeout = 1
/** How finely chance is asked whether a leader lost its followers. Seconds. */
const stride = 5
/** Seconds between two stops of whoever leads: this and up to that much more. */
const pauseEvery = 55
const pauseJitter = 50
/** What figures tell of a moment is spread over this long. Seconds. */
const memory = 30
const firstTerm = 7

export function createLeadership(parts: LeadershipParts): Leadership {
  const { topology, seed, start } = parts
  const reigns: Reign[] = [{ from: Number.NEGATIVE_INFINITY, leader: firstLeader(topology, seed), term: firstTerm }]
  const pauses = pausesOf(parts)
  let known = start
  const last = () => reigns.at(-1) as Reign
  const lose = (from: number) => {
    const { leader, term } = last()
    const delay = electionTimeout * (1.1 + 0.8 * drawOf(seed, 'election', term))
    reigns.push({ from, leader: undefined, term })
    const next = successor(parts, leader, from + delay, term)
    if (next !== undefined) reigns.push({ from: from + delay, leader: next, term: term + 1 })
  }
  const extend = (time: number) => {
    while (known < time) {
      const next = known + stride
      const { leader, from, term } = last()
      if (leader === undefined) {
        const back = successor(parts, undefined, next, term)
        if (back !== undefined) reigns.push({ from: next, leader: back, term: term + 1 })
      } else if (from < next) {
        const lost = lossWithin(parts, pauses, leader, Math.max(from, known), next)
        if (lost !== undefined) lose(lost)
      }
      known = isRestless(parts, next) ? next : nextTrouble(parts, next)
    }
  }
  const until = (time: number) => {
    extend(time)
    return reigns
  }
  const at = (time: number): Reign => {
    extend(time)
    for (let index = reigns.length - 1; index > 0; index--) {
      const reign = reigns[index]
      if (reign !== undefined && reign.from <= time) return reign
    }
    return reigns[0] as Reign
  }
  const pausesIn = (member: string, from: number, to: number) =>
    pauses(to).filter((pause) => pause.to > from && pause.from < to && at(pause.from - 0.001).leader === member)
  return {
    at,
    until,
    outage: (time) => {
      if (until(time).length === 1) return 0
      const gone = reigns.flatMap((reign, index) =>
        reign.leader === undefined
          ? [{ from: reign.from, to: reigns[index + 1]?.from ?? Number.POSITIVE_INFINITY }]
          : [],
      )
      return gone.reduce((sum, span) => sum + overlap(span, time), 0) / memory
    },
    paused: (member, time) =>
      pausesIn(member, time - memory, time).reduce((sum, span) => sum + overlap(span, time), 0) / memory,
    stillPaused: (member, time) => Math.max(0, ...pausesIn(member, time, time + 0.001).map(({ to }) => to - time)),
  }
}

function overlap({ from, to }: { from: number; to: number }, time: number): number {
  return Math.max(0, Math.min(to, time) - Math.max(from, time - memory))
}

type Pauses = (until: number) => readonly { from: number; to: number }[]

/** When whoever leads stands still, up to a time. */
function pausesOf({ faults, seed }: LeadershipParts): Pauses {
  const found: { from: number; to: number }[] = []
  const [fault] = faults.of('leader-pause')
  if (fault === undefined) return () => found
  const { start, end, strength } = fault
  let next = start
  return (until) => {
    while (next < Math.min(until, end)) {
      found.push({ from: next, to: next + strength })
      next += pauseEvery + pauseJitter * drawOf(seed, 'pause', found.length)
    }
    return found
  }
}

/** When, in a stretch of time, the leader loses its followers. */
function lossWithin(
  { lifecycle, network, topology, loop, seed }: LeadershipParts,
  pauses: Pauses,
  leader: string,
  from: number,
  to: number,
): number | undefined {
  const gone = lifecycle.absences(leader).find((absence) => absence.from < to && absence.to > from)
  if (gone !== undefined) return Math.max(gone.from, from)
  if (topology.members.length === 1) return undefined
  if (network.isCut(leader, to)) return to
  const pause = pauses(to).find((each) => each.from >= from && each.from < to)
  if (pause !== undefined && pause.to - pause.from > 2 * electionTimeout) return pause.from
  const turns = stride / heartbeat
  const hazard = 1 - (1 - shareBeyond(loop(leader, to), 1.2 * electionTimeout)) ** turns
  return drawOf(seed, 'stall', Math.round(to)) < hazard ? to : undefined
}

/** A member that a majority can elect; undefined while there is none. */
function successor(
  { topology, lifecycle, network, seed }: LeadershipParts,
  old: string | undefined,
  time: number,
  term: number,
): string | undefined {
  const able = topology.members
    .map(({ name }) => name)
    .filter((name) => lifecycle.memberRuns(name, time) && !network.isCut(name, time))
  if (able.length <= Math.floor(topology.members.length / 2)) return undefined
  const others = able.filter((name) => name !== old)
  return pickOf(others.length > 0 ? others : able, seed, 'successor', term)
}

/** Faults that can cost a leader its followers. */
const unsettling = [
  'member-stopped',
  'rolling-restart',
  'peer-cut',
  'leader-pause',
  'disk-latency',
  'disk-neighbour',
  'fsync-stall',
  'cpu-pressure',
] as const

function isRestless({ faults, lifecycle }: LeadershipParts, time: number): boolean {
  if (lifecycle.isRolling(time)) return true
  return unsettling.some((effect) =>
    faults.of(effect).some(({ start, end }) => time >= start - stride && time < end + memory),
  )
}

/** The next time at which anything can happen. */
function nextTrouble({ faults }: LeadershipParts, time: number): number {
  const starts = unsettling.flatMap((effect) => faults.of(effect).map(({ start }) => start - stride))
  return Math.min(...starts.filter((start) => start > time), Number.POSITIVE_INFINITY)
}
