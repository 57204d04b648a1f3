import type { Signal } from '../samples/family.ts'
import { type Cpu, onCpu } from './cpu.ts'
import { type Delay, delayOf, inTurn, meanOf, quickestOf, shareBeyond, times, withHiccup } from './delay.ts'
import type { EtcdDisk } from './etcd-disk.ts'
import { heartbeat, type Leadership } from './leadership.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { Load } from './load.ts'
import type { Network } from './network.ts'
import { halfMinutes } from './signals.ts'
import type { Topology } from './topology.ts'

/** How members agree on what is written. */
export interface Consensus {
  /** Entries that the log takes in a second. */
  entries: Signal
  /** Fsyncs of a member in a second: while one is under way, what comes meanwhile waits for the next. */
  fsyncs(member: string): Signal
  /** From a proposal at the leader to its commitment. */
  agree(time: number): Delay
  /** Until the leader knows that it still leads, which a read waits for. */
  confirm(time: number): Delay
  /** What a request that a member has to pass on to the leader waits for in addition. */
  forward(member: string, time: number): Delay
  /** Heartbeats that the leader sends too late, in a second. */
  lateHeartbeats(member: string): Signal
  /** Whether the member has a leader that it can reach. */
  hasLeader(member: string, time: number): boolean
  /** Share of the time just now in which requests through a member cannot be served. */
  unserved(member: string): Signal
}

export interface ConsensusParts {
  topology: Topology
  load: Load
  lifecycle: Lifecycle
  network: Network
  leadership: Leadership
  disks: Pick<ReadonlyMap<string, EtcdDisk>, 'get'>
  cpus: Pick<ReadonlyMap<string, Cpu>, 'get'>
}

const halfMinute = 30
/** Members write a little by themselves. */
const ownEntries = 0.3

/** Entries that clients have for the log in a second, whether somebody leads or not; few are the members' own. */
export function offeredEntries(load: Load, time: number): number {
  return ownEntries + load.writes(time) + load.largeWrites(time)
}

/** What of the cluster an agreement rests on. */
function createQuorum({ topology, lifecycle, network, leadership, disks, cpus }: ConsensusParts) {
  const names = topology.members.map(({ name }) => name)
  const majority = Math.floor(names.length / 2) + 1
  const canWork = (member: string, time: number) => lifecycle.memberRuns(member, time) && !network.isCut(member, time)
  const wait = (member: string, delay: Delay, turns: number, time: number) => {
    const cpu = cpus.get(member)
    return cpu === undefined ? delay : onCpu(delay, cpu.wait(time), turns)
  }
  // Between two leaders the one before is as good as any.
  const leaderAt = (time: number) =>
    leadership.at(time).leader ?? leadership.at(time - halfMinute).leader ?? names[0] ?? ''
  return {
    names,
    canWork,
    wait,
    leaderAt,
    fsync: (member: string, time: number) => disks.get(member)?.fsync(time) ?? delayOf(0, 0),
    hasQuorum: (time: number) => names.filter((name) => canWork(name, time)).length >= majority,
    /** Until the quickest follower has answered the leader, which takes its work and the way. */
    answers: (time: number, work: (follower: string) => Delay): Delay => {
      const leader = leaderAt(time)
      const able = names.filter((name) => name !== leader && canWork(name, time))
      return quickestOf(able.map((name) => wait(name, inTurn(network.way(leader, name, time), work(name)), 1, time)))
    },
  }
}

/** How many of so many come to be done at once in turns of that length. */
function batched(arrivals: number, seconds: number): number {
  return arrivals / Math.sqrt(1 + (arrivals * seconds) ** 2)
}

export function createConsensus(parts: ConsensusParts): Consensus {
  const { load, network, leadership } = parts
  const { names, canWork, wait, leaderAt, fsync, hasQuorum, answers } = createQuorum(parts)
  const peers = names.length - 1
  const entries = (time: number) =>
    ownEntries + (offeredEntries(load, time) - ownEntries) * (hasQuorum(time) ? 1 - leadership.outage(time) : 0)
  const atLeader = halfMinutes((time: number) => batched(entries(time), meanOf(fsync(leaderAt(time), time))))
  const outage = (delay: Delay, time: number) => {
    const share = hasQuorum(time) ? Math.min(0.9, leadership.outage(time)) : 0.98
    return withHiccup(delay, share, hasQuorum(time) ? 1.1 : 5, 0.4)
  }
  /** The leader's own part: its log, for which it may have to wait already, and the answers. */
  const atLeaders = (turns: (busy: number) => number, work: (follower: string, time: number) => Delay) =>
    halfMinutes((time: number) => {
      const leader = leaderAt(time)
      const own = fsync(leader, time)
      const busy = Math.min(1, atLeader(time) * meanOf(own))
      const all = inTurn(
        times(own, turns(busy)),
        answers(time, (name) => work(name, time)),
      )
      return outage(wait(leader, all, 2, time), time)
    })
  return {
    entries,
    fsyncs: (member) => (time) => {
      if (!canWork(member, time)) return 0.05
      if (member === leaderAt(time)) return atLeader(time)
      // The leader sends on what it has while its own fsync is under way.
      return batched(Math.min(entries(time), 2 * atLeader(time)), meanOf(fsync(member, time)))
    },
    agree: atLeaders((busy) => 1 + busy, fsync),
    // A read needs no log, but its answers are looked at in the loop that waits for it.
    confirm: atLeaders(
      (busy) => busy,
      () => delayOf(0, 0),
    ),
    forward: (member, time) => {
      const leader = leaderAt(time)
      return member === leader || !canWork(member, time) ? delayOf(0, 0) : network.way(member, leader, time)
    },
    lateHeartbeats: (member) => (time) => {
      // Whoever stood still finds out when it goes on, though another one leads by then.
      const resumed = leadership.paused(member, time) > 0 ? peers / halfMinute : 0
      if (leadership.at(time).leader !== member || peers === 0) return resumed
      const loop = wait(member, fsync(member, time), 1, time)
      return peers * shareBeyond(loop, 2 * heartbeat) * Math.min(1 / heartbeat, 1 / meanOf(loop)) + resumed
    },
    hasLeader: (member, time) => canWork(member, time) && hasQuorum(time) && leadership.at(time).leader !== undefined,
    unserved: (member) => (time) => (network.isCut(member, time) || !hasQuorum(time) ? 1 : leadership.outage(time)),
  }
}
