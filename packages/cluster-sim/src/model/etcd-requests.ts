import type { LatencyPart, Signal } from '../samples/family.ts'
import { type Cpu, onCpu } from './cpu.ts'
import { type Delay, delayOf, inTurn, meanOf, partsOf, shareBeyond, withHiccup } from './delay.ts'
import type { EtcdDisk } from './etcd-disk.ts'
import { halfMinutes } from './signals.ts'
import type { Surroundings } from './surroundings.ts'

/** What clients ask of a member and how it answers. */
export interface EtcdRequests {
  /** Calls in a second. */
  ranges: Signal
  txns: Signal
  rangeLatency(time: number): readonly LatencyPart[]
  txnLatency(time: number): readonly LatencyPart[]
  /** Of a call that touches neither log nor quorum. */
  otherLatency(time: number): readonly LatencyPart[]
  /** The same as delays, for whoever waits for them. */
  range(time: number): Delay
  txn(time: number): Delay
  apply(time: number): Delay
  /** Bytes of large ranges that the member answers in a second. */
  rangeBytes: Signal
  sentBytes: Signal
  receivedBytes: Signal
  /** Applies and reads in a second that took longer than the warning duration. */
  slowApplies: Signal
  slowReadIndexes: Signal
  /** Calls that fail in a second, by code. */
  unavailable: Signal
  exhausted: Signal
  failedProposals: Signal
  pending: Signal
}

export interface EtcdRequestsParts {
  member: string
  /** Share of the clients' calls that come to this member. */
  share: Signal
  /** Bytes of large ranges that the member answers in a second. */
  rangeBytes: Signal
  cpu: Cpu
  disk: EtcdDisk
  around: Pick<Surroundings, 'load' | 'consensus' | 'leadership' | 'growth' | 'defragmentation'>
}

/** OpenShift's ETCD_WARNING_APPLY_DURATION. Seconds. */
const warning = 0.2
/** Bytes of a large range that etcd reads, encodes and sends in a second. */
const rangePace = 130e6
/** Each API server watches everything. */
const watchers = 3
/** What figures tell of a moment is spread over this long. Seconds. */
const memory = 30
/** Large answers are put together in memory, and collecting it holds calls up for moments. Bytes per second. */
const garbagePerSecond = 3e8
/** Clients give up a call that nobody answers after this. Seconds. */
const patience = 5

export function createEtcdRequests(parts: EtcdRequestsParts): EtcdRequests {
  const { member, share, rangeBytes, around } = parts
  const { load, consensus, growth } = around
  const ranges = (time: number) => load.reads(time) * share(time)
  const largeRanges = (time: number) => rangeBytes(time) / load.rangeBytes
  const txns = (time: number) => (load.writes(time) + load.largeWrites(time)) * share(time)
  const { range, txn, apply, other } = createAnswerTimes(parts)
  const large = createLargeRanges(parts, ranges, largeRanges, range)
  const unserved = consensus.unserved(member)
  // Most requests outlast an election; those of a member that is cut off run into their deadlines.
  const failing = (time: number) => (unserved(time) >= 1 ? 0.25 : 0.05 * unserved(time))
  return {
    ranges: (time) => ranges(time) + largeRanges(time),
    txns,
    rangeLatency: large.latency,
    txnLatency: (time) => partsOf(txn(time)),
    otherLatency: (time) => partsOf(other(time)),
    range,
    txn,
    apply,
    rangeBytes,
    sentBytes: (time) =>
      rangeBytes(time) +
      ranges(time) * load.replyBytes +
      (load.writes(time) * load.objectBytes + load.largeBytes(time)) * watchers * share(time),
    receivedBytes: (time) =>
      ranges(time) * 220 + (load.writes(time) * (load.objectBytes + 300) + load.largeBytes(time)) * share(time),
    slowApplies: (time) =>
      consensus.entries(time) * shareBeyond(apply(time), warning) +
      ranges(time) * shareBeyond(range(time), warning) * 0.3 +
      large.slow(time),
    slowReadIndexes: (time) => ranges(time) * shareBeyond(consensus.confirm(time), 0.5) * 0.1,
    unavailable: (time) => (ranges(time) + txns(time)) * failing(time),
    exhausted: (time) => (growth.isFull(time) ? 0.94 * txns(time) : 0),
    failedProposals: (time) => txns(time) * failing(time),
    pending: (time) => txns(time) * meanOf(txn(time)),
  }
}

type Mishap = (delay: Delay, time: number) => Delay

/** What befalls calls of a member beside what the member has to do for them. */
function createMishaps({
  member,
  rangeBytes,
  around,
}: EtcdRequestsParts): Record<'held' | 'stopped' | 'cut' | 'garbage', Mishap> {
  const { consensus, leadership, defragmentation } = around
  const unserved = consensus.unserved(member)
  return {
    // Whoever meets a defragmentation waits for its end, on average half of it.
    held: (delay, time) => {
      const [run] = defragmentation.of(member).filter(({ from, to }) => time > from && time < to + memory)
      if (run === undefined) return delay
      const part = Math.min(time, run.to) - Math.max(run.from, time - memory)
      return withHiccup(delay, Math.min(0.9, Math.max(0, part) / memory), (run.to - run.from) / 2, 0.5)
    },
    stopped: (delay, time) => withHiccup(delay, leadership.paused(member, time), 1.2, 0.4),
    cut: (delay, time) => withHiccup(delay, unserved(time) >= 1 ? 0.9 : 0, patience, 0.15),
    garbage: (delay, time) => withHiccup(delay, Math.min(0.2, rangeBytes(time) / garbagePerSecond), 0.03, 0.6),
  }
}

function createAnswerTimes(parts: EtcdRequestsParts) {
  const { member, cpu, disk, around } = parts
  const { consensus } = around
  const { held, stopped, cut, garbage } = createMishaps(parts)
  const working = (seconds: number, time: number) => delayOf(seconds * cpu.slowdown(time), 0.5)
  const common: Mishap = (delay, time) => cut(stopped(garbage(onCpu(delay, cpu.wait(time), 1.5), time), time), time)
  const apply = halfMinutes((time: number) => {
    const changed = disk.walBytes(time) / Math.max(1, consensus.entries(time))
    const plain = working(0.00012 + changed * 3e-9, time)
    // A commit that holds the database is waited for.
    const behind = withHiccup(plain, 0.4 * disk.committing(time), 0.5 * meanOf(disk.commit(time)), 0.6)
    return held(garbage(onCpu(behind, cpu.wait(time), 1), time), time)
  })
  return {
    apply,
    range: halfMinutes((time: number) => {
      const agreed = inTurn(consensus.confirm(time), consensus.forward(member, time))
      return held(common(inTurn(working(0.0005, time), agreed), time), time)
    }),
    txn: halfMinutes((time: number) => {
      const agreed = inTurn(consensus.agree(time), consensus.forward(member, time), apply(time))
      return common(inTurn(working(0.0004, time), agreed), time)
    }),
    other: halfMinutes((time: number) => held(onCpu(working(0.0006, time), cpu.wait(time), 1), time)),
  }
}

function createLargeRanges(
  { cpu, around: { load } }: EtcdRequestsParts,
  ranges: Signal,
  largeRanges: Signal,
  range: (time: number) => Delay,
) {
  const large = (time: number): LatencyPart | undefined => {
    const mine = largeRanges(time)
    if (mine === 0) return undefined
    const seconds = (load.rangeBytes / rangePace) * cpu.slowdown(time) + meanOf(range(time))
    // Several at once share the CPU and the way out.
    return { share: mine / (mine + ranges(time)), median: seconds * (1 + mine * seconds * 0.25), spread: 0.35 }
  }
  return {
    latency: halfMinutes((time: number) => {
      const small = partsOf(range(time))
      const part = large(time)
      if (part === undefined) return small
      return [...small.map((each) => ({ ...each, share: each.share * (1 - part.share) })), part]
    }),
    /** Those that take longer than the warning duration, in a second. */
    slow: (time: number) => {
      const part = large(time)
      return part === undefined ? 0 : largeRanges(time) * shareBeyond(delayOf(part.median, part.spread), warning)
    },
  }
}
