import type { Signal } from '../samples/family.ts'
import type { Faults } from './faults.ts'

/** Somebody who fills the database. */
export interface DatabaseGrowth {
  /** Share of the quota that it comes to; 0 where nobody fills it. */
  share: Signal
  /** Bytes in a second that are written for it. */
  bytes: Signal
  /** Whether there is no space left, so that writes are refused. */
  isFull(time: number): boolean
}

/** The end of the way to the quota is what a fault is about: the rest of it was covered slowly, over days. */
const lastStretch = 0.2
const stretchSeconds = 900
const slowly = 3 * 86_400

/** OpenShift's quota. Bytes. */
export const quotaBytes = 8 * 2 ** 30
const metadataShare = 0.98

export function createDatabaseGrowth(faults: Faults): DatabaseGrowth {
  const [fault] = faults.of('database-growth')
  if (fault === undefined) return { share: () => 0, bytes: () => 0, isFull: () => false }
  const { strength, start, end } = fault
  const reached = Math.min(end, start + stretchSeconds)
  const pace = lastStretch / stretchSeconds
  const share = (time: number) => {
    const before = strength - lastStretch
    if (time >= reached) return before + pace * (reached - start)
    if (time >= start) return before + pace * (time - start)
    return before * Math.max(0, 1 + (time - start) / slowly)
  }
  return {
    share,
    bytes: (time) => (time >= start && time < reached ? pace * quotaBytes * metadataShare : 0),
    isFull: (time) => strength >= 1 && time >= reached && time < end,
  }
}
