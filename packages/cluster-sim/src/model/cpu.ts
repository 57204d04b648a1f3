import type { LatencyPart, Signal } from '../samples/family.ts'
import { type Delay, withHiccup } from './delay.ts'
import type { PacketWork } from './packet-work.ts'
import { bursts, halfMinutes, plus, scaled, wander, zero } from './signals.ts'

/** What the kernel counts the time of a CPU by. */
export const cpuModes = ['user', 'system', 'softirq', 'irq', 'nice', 'iowait', 'steal', 'idle'] as const
type CpuMode = (typeof cpuModes)[number]
type CpuModes = Readonly<Record<CpuMode, Signal>>

/** The processors of a node. */
export interface Cpu {
  cores: number
  /** Cores that each mode takes; they add up to all of them. What is busy is so with Go programs and packets mostly. */
  modes: CpuModes
  /** The part of one CPU in a mode: a signal, and what to multiply it by. */
  ofCpu(mode: CpuMode, index: number): { rate: Signal; factor: number }
  /** Cores that are in use. */
  busy: Signal
  /** Runnable and blocked tasks, mean of a minute. */
  load: Signal
  /** Share of time in which some task waited for a CPU. */
  pressure: Signal
  /** Share of what the node's work wants that it does not get. */
  starved: Signal
  /** How much longer work on the CPU takes than on an idle node. */
  slowdown: Signal
  /** What befalls a task that has to get onto the CPU. */
  wait(time: number): LatencyPart
}

export interface CpuDemand {
  cores: number
  /** Cores that the node's work wants, whether it gets them or not. */
  wanted: Signal
  /** Share of what is wanted that others take away from it. */
  starved: Signal
  /** Requests that wait for the disk. */
  blocked: Signal
  /** Cores that something beside the usual work wants, of which each gets as much as of any other. */
  more?: Signal | undefined
  /** More packets than usual; the usual ones are part of what is wanted. */
  packets?: PacketWork | undefined
}

/** Even a node with too much to do is idle for moments. */
const busiest = 0.985
/** A starved process waits for whole slices and throttling periods of others. Seconds. */
const slice = 0.06

export function createCpu(key: string, demand: CpuDemand): Cpu {
  const { cores, blocked, packets, more = zero } = demand
  const all = plus(wantedOf(key, demand), more)
  const first = packets?.cores ?? zero
  const left = (time: number) => busiest * cores - first(time)
  const own = (time: number) => Math.min(left(time), all(time))
  const busy = plus(own, first)
  const starved = packets === undefined && more === zero ? demand.starved : starvedBy(demand, left)
  const tasks = (time: number) => 0.9 * all(time) + first(time) + Math.min(maxBlocked, blocked(time))
  const modes = modesOf(own, busy, demand)
  return {
    cores,
    modes,
    ofCpu: (mode, index) => {
      if (packets === undefined) return { rate: modes[mode], factor: 1 / cores }
      return { rate: partOf(mode, index, modes, packets, cores), factor: 1 }
    },
    busy,
    load: (time) => (tasks(time) + tasks(time - 20) + tasks(time - 40)) / 3,
    pressure: (time) => {
      const used = (all(time) + first(time)) / cores
      return used < 1 ? 0.02 + 0.2 * used ** 3 : Math.min(0.97, 0.4 + 0.6 * (1 - 1 / used))
    },
    starved,
    slowdown: (time) => 1 / (1 - Math.min(0.95, starved(time))),
    wait: (time) => waitOf(starved(time)),
  }
}

/** Cores that programs want. */
function wantedOf(key: string, { cores, wanted, starved }: CpuDemand): Signal {
  const noise = wander(`${key} cpu`, 180)
  const blip = bursts(`${key} cpu`, { every: 2700, lasts: 90, chance: 0.5 })
  // Whoever takes a share away wants as much as it takes to leave the rest.
  return halfMinutes((time: number) => {
    const own = wanted(time) * (1 + 0.06 * noise(time)) + 0.05 * cores * blip(time)
    const hungry = starved(time)
    return hungry > 0 ? Math.max(own, (cores / (1 - hungry)) * Math.min(1, hungry / fullHunger)) : own
  })
}

/** Packets come before all programs, which share what they leave. */
function starvedBy({ wanted, starved, more = zero }: CpuDemand, left: Signal): Signal {
  return (time) => Math.max(starved(time), 1 - left(time) / (wanted(time) + more(time)))
}

function modesOf(own: Signal, busy: Signal, { cores, blocked, packets }: CpuDemand): CpuModes {
  const working = (share: number) => scaled(own, share * (1 - stolen))
  const waiting = (time: number) => {
    const idle = cores - busy(time)
    return Math.min(0.9 * idle, 1.3 * (1 - Math.exp(-0.6 * blocked(time))))
  }
  return {
    user: working(0.67),
    system: working(0.24),
    softirq: plus(working(0.055), packets?.cores ?? zero),
    irq: working(0.025),
    nice: working(0.01),
    iowait: waiting,
    steal: scaled(own, stolen),
    idle: (time) => cores - busy(time) - waiting(time),
  }
}

/** What is no packet moves to the CPUs that have time for it. */
function partOf(mode: CpuMode, index: number, modes: CpuModes, packets: PacketWork, cores: number): Signal {
  const takes = packets.takes(index)
  const part = (time: number) => (1 - takes(time)) / (cores - packets.cores(time))
  if (mode !== 'softirq') return (time) => part(time) * modes[mode](time)
  return (time) => takes(time) + part(time) * (modes[mode](time) - packets.cores(time))
}

/** From here on all CPUs are taken. */
const fullHunger = 0.3
const stolen = 0.004
/** Tasks that wait for a disk at most: the workers of the programs that write to it. */
const maxBlocked = 12

function waitOf(starved: number): LatencyPart {
  return { share: 0.25 * starved, median: (slice * starved) / (1 - Math.min(0.95, starved)), spread: 0.45 }
}

/** Something that has to get onto the CPU so many times. */
export function onCpu(delay: Delay, { share, median, spread }: LatencyPart, turns = 1): Delay {
  return withHiccup(delay, Math.min(0.9, share * turns), median, spread)
}
