import type { Signal } from '../samples/family.ts'
import { drawOf } from './draw.ts'
import { zero } from './signals.ts'

/** What one CPU did with packets, in a second. */
export interface CpuPackets {
  processed: Signal
  /** Turns that ended with packets left over. */
  squeezed: Signal
  dropped: Signal
}

/** More packets than a node usually has, on its CPUs. */
export interface PacketWork {
  /** Cores that they take before any program gets its turn. */
  cores: Signal
  /** Share of one CPU's time that they take. */
  takes(cpu: number): Signal
  of(cpu: number): CpuPackets
  /** In a second on all CPUs. */
  dropped: Signal
  /** Share of the node's usual packets that are dropped with them. */
  lost: Signal
}

export interface PacketDemand {
  cores: number
  /** Packets that come to all CPUs alike, as a share of what these can take. */
  even: Signal
  /** Those of one flow, which all come to one CPU, as a share of what that can take. */
  single: Signal
}

/** Seconds of a CPU for each packet, from the ring of the interface or the queue of a CPU to a socket or a bridge. */
const perPacket = 2.5e-6
/** Seconds of a turn, after which the kernel lets others have theirs (netdev_budget_usecs). */
const turn = 0.002
/** Where packets keep all CPUs busy, programs get at least their turns in between; from a single one they move away. */
const mostOfOne = 0.97
const mostOfAll = 0.8

/** Packets that the CPUs of a node could take in a second, if they did nothing else. */
export function mostPackets(cores: number): number {
  return (cores * mostOfAll) / perPacket
}

export function createPacketWork(key: string, { cores, even, single }: PacketDemand): PacketWork {
  const hot = Math.floor(cores * drawOf(key, 'flow'))
  const wanted = Array.from({ length: cores }, (_, cpu): Signal => {
    const weight = 0.93 + 0.14 * drawOf(key, 'queue', cpu)
    return (time) => weight * even(time) + (cpu === hot ? single(time) : 0)
  })
  const most = (time: number) => mostOfOne - (mostOfOne - mostOfAll) * Math.min(1, even(time))
  const takes = wanted.map(
    (of): Signal =>
      (time) =>
        Math.min(1, of(time)) * most(time),
  )
  const dropped = wanted.map(
    (of): Signal =>
      (time) =>
        (of(time) * lostOf(of(time)) * most(time)) / perPacket,
  )
  const sum = (signals: readonly Signal[]) => (time: number) => signals.reduce((all, of) => all + of(time), 0)
  return {
    cores: sum(takes),
    takes: (cpu) => takes[cpu] ?? zero,
    of: (cpu) => {
      const share = takes[cpu] ?? zero
      const of = wanted[cpu] ?? zero
      return {
        processed: (time) => share(time) / perPacket,
        squeezed: (time) => (share(time) / turn) * leftOver(of(time)),
        dropped: dropped[cpu] ?? zero,
      }
    },
    dropped: sum(dropped),
    lost: (time) => wanted.reduce((all, of) => all + lostOf(of(time)), 0) / cores,
  }
}

/** Share of the turns that end with packets left over: packets come in bursts, so that some do long before all of them do. */
function leftOver(wanted: number): number {
  return Math.min(1, Math.exp(6 * (wanted - 1)))
}

/** Share of the packets that find the queue full: senders that heed losses send less, and others do not. */
function lostOf(wanted: number): number {
  if (wanted <= 0) return 0
  return wanted < 1 ? 0.004 * Math.exp((wanted - 1) / 0.05) : 0.004 + 0.3 * (wanted - 1)
}
