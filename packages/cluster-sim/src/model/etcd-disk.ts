import type { Signal } from '../samples/family.ts'
import { type Cpu, onCpu } from './cpu.ts'
import { type Delay, delayOf, inTurn, meanOf, times, withHiccup } from './delay.ts'
import type { Disk } from './disk.ts'
import type { Load } from './load.ts'
import { halfMinutes } from './signals.ts'

/** What a member does with its disk: the log that every write waits for, and the database that is written in batches. */
export interface EtcdDisk {
  fsync(time: number): Delay
  walWrite(time: number): Delay
  commit(time: number): Delay
  /** Mean seconds of the parts of a commit: laying out pages, writing them. */
  commitSpill: Signal
  commitWrite: Signal
  /** In a second. */
  commits: Signal
  walBytes: Signal
  /** Bytes to the device in a second, log and database. */
  bytes: Signal
  /** Share of time in which a commit holds the database. */
  committing: Signal
}

export interface EtcdDiskParts {
  disk: Disk
  cpu: Cpu
  load: Load
  /** Seconds that a fsync stalls now and then. */
  stall: Signal
  /** Proposals in a second that reach the log, and the bytes of their large values. */
  entries: Signal
  largeBytes: Signal
  /** Bytes of large ranges that the member answers in a second. */
  rangeBytes: Signal
}

/** Share of the fsyncs that stall where some do: those for which the file system has to write out its journal. */
export const stallShare = 0.03

/** etcd batches changes to the database for this long. Seconds. */
const batch = 0.1
/** Bytes of an entry beside its value. */
const entryBytes = 320
/** Pages that a small change touches, as a multiple of its bytes; a large value has pages of its own. */
const amplification = 2.5
const largeAmplification = 1.15
/** Pages that every commit writes: meta, root, free list. Bytes. */
const commitBytes = 40_000
/** API servers compact every five minutes; commits of the next seconds carry the deletions. */
const compactEvery = 300
const compacting = 30
/** Large answers are put together in memory, and collecting it holds everything up for moments. */
const garbagePerSecond = 4e8

export function createEtcdDisk(parts: EtcdDiskParts): EtcdDisk {
  const { disk, cpu, load, stall, entries, largeBytes, rangeBytes } = parts
  const commitBase = (time: number) => (1 - Math.exp(-entries(time) * batch)) / batch
  const perCommit = (time: number) => {
    const changed = load.writes(time) * load.objectBytes * amplification + largeBytes(time) * largeAmplification
    return commitBytes + changed / Math.max(1, commitBase(time))
  }
  const garbage = (delay: Delay, time: number) =>
    withHiccup(delay, Math.min(0.15, rangeBytes(time) / garbagePerSecond), 0.018, 0.6)
  const durable = (time: number) => inTurn(disk.write(time), disk.flush(time))
  const transfer = (time: number) => perCommit(time) / disk.spare(time)
  const spill = (time: number) => (0.0004 + 1.5e-9 * perCommit(time)) * cpu.slowdown(time)
  const commit = halfMinutes((time: number) => {
    const compaction = time % compactEvery < compacting ? 0.03 : 0.002
    const plain = inTurn(delayOf(spill(time), 0.4), delayOf(transfer(time), 0.3), times(durable(time), 2))
    return garbage(onCpu(withHiccup(plain, compaction, 0.006, 0.4), cpu.wait(time), 2), time)
  })
  const commits = halfMinutes((time: number) => 1 / (1 / Math.max(0.01, commitBase(time)) + meanOf(commit(time))))
  const smallShare = (time: number) => load.writes(time) / (load.writes(time) + load.largeWrites(time))
  const walBytes = (time: number) =>
    entries(time) * (entryBytes + load.objectBytes * smallShare(time)) + largeBytes(time)
  const fsync = halfMinutes((time: number) => {
    const size = walBytes(time) / Math.max(1, entries(time))
    const plain = inTurn(durable(time), delayOf(size / disk.spare(time), 0.3))
    // A commit's pages may be ahead of it in the device's queue.
    const behind = withHiccup(plain, Math.min(0.5, commitBase(time) * transfer(time)), transfer(time) / 2, 0.5)
    return garbage(
      onCpu(withHiccup(behind, stall(time) > 0 ? stallShare : 0, stall(time), 0.3), cpu.wait(time), 0.6),
      time,
    )
  })
  return {
    fsync,
    walWrite: halfMinutes((time) => onCpu(delayOf(0.00006 * cpu.slowdown(time), 0.7), cpu.wait(time), 0.3)),
    commit,
    commitSpill: spill,
    commitWrite: (time) => transfer(time) + 2 * meanOf(durable(time)),
    commits,
    walBytes,
    bytes: (time) => walBytes(time) + commitBase(time) * perCommit(time),
    committing: (time) => Math.min(0.95, commits(time) * meanOf(commit(time))),
  }
}
