import type { Signal } from '../samples/family.ts'
import { type Delay, delayOf, inTurn, meanOf, withHiccup } from './delay.ts'
import { drawOf } from './draw.ts'
import type { Faults } from './faults.ts'
import { bursts, halfMinutes, wander } from './signals.ts'

/** The block device under a member's data, as the member and node_exporter see it. */
export interface Disk {
  /** One write, and one flush of the device's cache. */
  write(time: number): Delay
  flush(time: number): Delay
  /** Bytes that it takes in a second beside what it already does. */
  spare: Signal
  /** In a second. */
  writes: Signal
  flushes: Signal
  writtenBytes: Signal
  reads: Signal
  readBytes: Signal
  /** Seconds that all of them take together, in a second. */
  writeTime: Signal
  flushTime: Signal
  readTime: Signal
  /** Requests queued or under way, and the share of time with at least one. */
  queue: Signal
  busy: Signal
  /** Share of time in which somebody waits for one, which is most of the time in which there is one. */
  pressure: Signal
}

/** What etcd asks of its device in a second. */
export interface DiskDemand {
  bytes: Signal
  writes: Signal
  flushes: Signal
  /** Seconds that flushes stall, in all. */
  stalls: Signal
}

/** As a common cloud volume or a SATA SSD has it. Bytes per second. */
const throughput = 125e6
/** A stream of writes comes in requests of this size. Bytes. */
const requestBytes = 256 * 1024
/** Of a device that is fully used there is always a little left. */
const fullest = 0.975
/** The write and the flush of a quiet device. Seconds. */
const quietWrite = 0.0005
const quietFlush = 0.0007
/** A device that is slow in writing also takes a part of that to confirm what is in its cache. */
const flushShare = 0.2

export function createDisk(member: string, demand: DiskDemand, faults: Faults, seed: string): Disk {
  const key = `${seed} ${member} disk`
  const slower = faults.on('disk-latency', member)
  const neighbour = faults.on('disk-neighbour', member)
  const quality = 0.85 + 0.35 * drawOf(key)
  const mood = wander(key, 900)
  const others = wander(`${key} others`, 420)
  const blip = bursts(key, { every: 5400, lasts: 60, chance: 0.6 })
  const otherBytes = (time: number) => 1.6e6 * (1 + 0.5 * others(time))
  const used = (time: number) =>
    Math.min(fullest, (demand.bytes(time) + otherBytes(time)) / throughput + neighbour(time))
  const pace = (time: number) => quality * (1 + 0.08 * mood(time))
  const write = halfMinutes((time: number) => {
    const own = delayOf(quietWrite * pace(time), 0.3)
    return inTurn(
      withHiccup(own, 0.004 * blip(time), 0.005, 0.4),
      waitBehind(used(time), neighbour(time)),
      added(slower(time)),
    )
  })
  const flush = halfMinutes((time: number) => {
    // The journal of the file system is written out now and then.
    const own = withHiccup(delayOf(quietFlush * pace(time), 0.35), 0.03, 0.0022 * pace(time), 0.45)
    return inTurn(own, added(flushShare * slower(time)))
  })
  const writes = (time: number) => demand.writes(time) + 35 + (neighbour(time) * throughput) / requestBytes
  const flushes = (time: number) => demand.flushes(time) + 2
  const writeSeconds = halfMinutes((time: number) => meanOf(write(time)))
  const writeTime = (time: number) => writes(time) * writeSeconds(time)
  const flushTime = halfMinutes((time: number) => flushes(time) * meanOf(flush(time)) + demand.stalls(time))
  const reads = (time: number) => 1.5 * (1 + 0.6 * others(time))
  const readTime = (time: number) => reads(time) * 0.6 * writeSeconds(time)
  const queue = (time: number) => writeTime(time) + flushTime(time) + readTime(time)
  return {
    write,
    flush,
    spare: (time) => throughput * (1 - used(time)),
    writes,
    flushes,
    writtenBytes: (time) => demand.bytes(time) + otherBytes(time) + neighbour(time) * throughput,
    reads,
    readBytes: (time) => reads(time) * 24_000,
    writeTime,
    flushTime,
    readTime,
    queue,
    busy: (time) => 1 - Math.exp(-queue(time)),
    pressure: (time) => 0.9 * (1 - Math.exp(-0.5 * queue(time))),
  }
}

/** Waiting behind others' requests: what a single server with work of random length gives (Pollaczek and Khinchine). */
function waitBehind(used: number, neighbour: number): Delay {
  const mean = (neighbour * (requestBytes / throughput)) / (1 - used)
  return delayOf(mean * Math.exp(-(waitSpread ** 2) / 2), waitSpread)
}

const waitSpread = 0.9

function added(seconds: number): Delay {
  return delayOf(seconds, 0.25)
}
