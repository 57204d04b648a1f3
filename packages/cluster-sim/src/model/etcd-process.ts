import type { Signal } from '../samples/family.ts'
import type { Cpu } from './cpu.ts'
import { drawOf } from './draw.ts'
import type { EtcdRequests } from './etcd-requests.ts'
import type { EtcdStore } from './etcd-store.ts'
import type { Load } from './load.ts'
import { bursts, wander } from './signals.ts'

/** What the etcd process takes of its machine. */
export interface EtcdProcess {
  /** Cores that it uses. */
  cpu: Signal
  memory: Signal
  openFiles: Signal
  /** How long it takes to answer a scrape. Seconds. */
  scrape: Signal
}

/** Cores that a member's work wants, whether it gets them or not. */
export function wantedByEtcd(load: Load, share: Signal, rangeBytes: Signal): Signal {
  return (time) =>
    0.11 +
    0.0032 * load.writes(time) +
    0.0011 * load.reads(time) * share(time) +
    24e-9 * load.largeBytes(time) +
    16e-9 * rangeBytes(time)
}

const mebi = 2 ** 20

export interface EtcdProcessParts {
  member: string
  nodes: number
  wanted: Signal
  cpu: Cpu
  store: EtcdStore
  requests: EtcdRequests
  load: Load
  stillPaused: Signal
  seed: string
}

export function createEtcdProcess(parts: EtcdProcessParts): EtcdProcess {
  const { member, nodes, wanted, cpu, store, requests, load, stillPaused, seed } = parts
  const key = `${seed} ${member} process`
  const noise = wander(key, 300)
  const own = 0.92 + 0.16 * drawOf(key)
  const blip = bursts(`${key} scrape`, { every: 7200, lasts: 40, chance: 0.5 })
  return {
    cpu: (time) => wanted(time) * own * (1 + 0.06 * noise(time)) * (1 - 0.75 * cpu.starved(time)),
    memory: (time) =>
      own * (230 * mebi + 1.25 * store.inUse(time)) * (1 + 0.03 * noise(time)) +
      5 * requests.rangeBytes(time) +
      20 * load.largeBytes(time),
    openFiles: (time) => 90 + 0.6 * nodes + 12 * own + 4 * noise(time),
    scrape: (time) => {
      const { share, median } = cpu.wait(time)
      return (
        0.016 * own * cpu.slowdown(time) * (1 + 0.15 * noise(time) + blip(time)) +
        scrapeTurns * share * median +
        stillPaused(time)
      )
    },
  }
}

/** Times that a scrape of some thousand series has to get onto the CPU. */
const scrapeTurns = 25
