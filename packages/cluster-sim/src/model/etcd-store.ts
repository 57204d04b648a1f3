import type { Signal } from '../samples/family.ts'
import { type DatabaseGrowth, quotaBytes } from './database-growth.ts'
import { drawOf } from './draw.ts'
import type { Faults } from './faults.ts'
import { integralOf, remember, wander } from './signals.ts'
import type { Surroundings } from './surroundings.ts'

/** What a member keeps. */
export interface EtcdStore {
  /** Bytes of the database file, and of it what holds something. */
  size: Signal
  inUse: Signal
  keys: Signal
  /** Revisions that a compaction removes, and how long it takes with and without pauses. Seconds. */
  compactedKeys: Signal
  compactionSeconds: Signal
}

const mebi = 2 ** 20
/** API servers compact away what is older than this. Seconds. */
const compactEvery = 300
/** A deletion of many keys takes effect within this. Seconds. */
const deleting = 420
/** Share of the file that is free on a healthy member, for the moments in which more is kept. */
const reserve = 0.05
const revisionBytes = 1.3

export function createEtcdStore({
  member,
  around,
}: {
  member: string
  around: Omit<Surroundings, 'consensus'>
}): EtcdStore {
  const { topology, load, growth, faults, defragmentation, seed, start } = around
  const nodes = topology.nodes.length
  const own = 0.985 + 0.03 * drawOf(seed, member, 'store')
  const base = (110 + 4 * nodes) * mebi * own
  const trend = wander(`${seed} store`, 6 * 3600)
  const freed = createFreed(faults)
  const large = integralOf(load.largeBytes, start)
  const perRevision = load.objectBytes * revisionBytes
  const kept = remember((time: number) => {
    // What was written since the compaction before last is still there.
    const since = (time % compactEvery) + compactEvery
    const usual = load.writes(time) * perRevision * since
    const storm = large(time) - large(time - since) - filledIn(growth, time, since)
    return usual * (1 - Math.min(0.9, freed(time))) + Math.max(0, storm)
  })
  const filled = (time: number) => growth.share(time) * quotaBytes
  const live = (time: number) => base * (1 + 0.02 * trend(time)) * (1 - freed(time)) + kept(time)
  const busier = createBusier(faults)
  const stormPeak = createPeak(faults, large)
  const before = (time: number) => {
    const history = busiestFactor * busier(time) * load.usualWrites * perRevision * 2 * compactEvery
    return (base * 1.02 + history) * (1 + reserve) * (1 + 2e-8 * (time - start)) + stormPeak(time)
  }
  const shrunk = (time: number) => {
    const last = defragmentation.of(member).findLast(({ to }) => time >= to)
    return last === undefined ? undefined : Math.max(1.02 * live(last.to), 1.02 * live(time))
  }
  const size = (time: number) =>
    Math.min(1.002 * quotaBytes, Math.max(filled(time), (shrunk(time) ?? before(time)) + 0.9 * filled(time)))
  const revisions = (time: number) => load.writes(time) * compactEvery * 0.95
  return {
    size,
    inUse: (time) => Math.min(0.985 * size(time), live(time) + 0.9 * filled(time)),
    keys: (time) =>
      (5200 + 110 * nodes) * (1 + 0.02 * trend(time)) * (1 - 0.9 * freed(time)) + filled(time) / (0.06 * mebi),
    compactedKeys: revisions,
    compactionSeconds: (time) => 0.05 + revisions(time) * 6e-5 + load.largeBytes(time) * 1e-7,
  }
}

/** Share of the usual file's contents that a fault removed: enough for the wanted share of it to be free. */
function createFreed(faults: Faults): Signal {
  const [fault] = faults.of('free-pages')
  if (fault === undefined) return () => 0
  const { start, strength } = fault
  return (time) => Math.max(0, Math.min(1, (time - start) / deleting)) * (1 - (1 - strength) / healthyUse)
}

/** The most of the usual load that a week brings. */
const busiestFactor = 1.45

/** Times of the usual history that the file has held by now. */
function createBusier(faults: Faults): Signal {
  const [fault] = faults.of('client-load')
  if (fault === undefined) return () => 1
  const { start, strength } = fault
  return (time) => 1 + Math.max(0, strength - 1) * Math.max(0, Math.min(1, (time - start) / (2 * compactEvery)))
}

/** Share of the file that is in use in the middle of a healthy day. */
const healthyUse = 0.76

/** The most that a storm made the file hold. */
function createPeak(faults: Faults, large: Signal): Signal {
  const [fault] = faults.of('large-writes')
  if (fault === undefined) return () => 0
  const { start, end } = fault
  return (time) => {
    const until = Math.min(time, end)
    let most = 0
    for (let at = start; at <= until; at += 30) {
      most = Math.max(most, large(at) - large(at - (at % compactEvery) - compactEvery))
    }
    return Math.max(most, large(until) - large(until - (until % compactEvery) - compactEvery))
  }
}

/** What whoever fills the database wrote stays: it is no history that a compaction takes away. */
function filledIn(growth: DatabaseGrowth, time: number, since: number): number {
  return (growth.share(time) - growth.share(time - since)) * quotaBytes
}
