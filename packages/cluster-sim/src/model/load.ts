import type { Signal } from '../samples/family.ts'
import type { DatabaseGrowth } from './database-growth.ts'
import type { Faults } from './faults.ts'
import { bursts, plus, remember, scaled, wander, zero } from './signals.ts'

/** What clients want of the control plane, whoever answers them. */
export interface Load {
  /** Times of the usual. */
  factor: Signal
  /** Writes of usual objects in a second, and what they are at a factor of 1. */
  writes: Signal
  usualWrites: number
  /** Share of these that delete. */
  deletes: number
  /** Reads of usual objects in a second, most of them of one key. */
  reads: Signal
  /** Bytes of a usual object, and of the answer to a usual read. */
  objectBytes: number
  replyBytes: number
  /** Large values beside these: bytes in a second, and how many. */
  largeBytes: Signal
  largeWrites: Signal
  /** Large ranges: bytes in a second, and bytes of each. */
  largeReads: Signal
  rangeBytes: number
  /** Pods that are created in a second in the whole cluster, and those of them beside the usual ones. */
  pods: Signal
  morePods: Signal
  /** Share of what the API servers can do that a client wants beside all others, for answers from their own memory. */
  crowd: Signal
}

const daySeconds = 86_400
/** Office hours are over two hours past noon at their busiest (UTC). */
const busiest = 14 * 3600
const mebi = 2 ** 20
/** Bytes of a value of a storm, near the 1.5 MiB that etcd takes at most, and of somebody who fills the database. */
const stormValue = 0.6 * mebi
const fillingValue = 0.06 * mebi
/** Writes for each pod that is replaced: itself, its status from step to step, events, and whoever owns it. */
const writesPerPod = 12

/** Load of a cluster of so many nodes. */
export function createLoad(nodes: number, faults: Faults, growth: DatabaseGrowth, seed: string): Load {
  const slow = wander(`${seed} load slow`, 2700)
  const quick = wander(`${seed} load quick`, 240)
  const jobs = bursts(`${seed} jobs`, { every: 3600, lasts: 150, chance: 0.7 })
  const more = faults.everywhere('client-load')
  const factor = remember((time) => {
    const usual = timeOfWeek(time) * (1 + 0.08 * slow(time) + 0.05 * quick(time) + 0.15 * jobs(time))
    return usual * Math.max(1, more(time))
  })
  const storm = faults.everywhere('large-writes')
  const usualWrites = 18 + 0.5 * nodes
  const usualPods = scaled(factor, 0.1 + 0.01 * nodes)
  const rollout = faults.everywhere('pod-rollout')
  const morePods: Signal = rollout === zero ? zero : (time) => Math.max(0, rollout(time) - 1) * usualPods(time)
  return {
    factor,
    writes: plus(scaled(factor, usualWrites), scaled(morePods, writesPerPod)),
    usualWrites,
    deletes: 0.06,
    reads: (time) => (45 + 4 * nodes) * factor(time),
    objectBytes: 3600,
    replyBytes: 9000,
    largeBytes: (time) => storm(time) + growth.bytes(time),
    largeWrites: (time) => storm(time) / stormValue + growth.bytes(time) / fillingValue,
    largeReads: faults.everywhere('range-reads'),
    rangeBytes: 16 * mebi,
    pods: plus(usualPods, morePods),
    morePods,
    crowd: faults.everywhere('api-crowd'),
  }
}

/** From 0.7 at night to 1.15 by day, and a quarter less at weekends. */
export function timeOfWeek(time: number): number {
  const day = Math.floor(time / daySeconds)
  // Day 0 was a Thursday.
  const weekday = (day + 3) % 7
  const hour = Math.cos((2 * Math.PI * ((time % daySeconds) - busiest)) / daySeconds)
  const swing = weekday >= 5 ? 0.09 : 0.23
  return (weekday >= 5 ? 0.72 : 0.92) + swing * hour
}
