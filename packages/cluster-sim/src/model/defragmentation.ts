import type { Faults } from './faults.ts'
import type { Span } from './lifecycle.ts'

/** When each member is defragmented: it answers nothing meanwhile. */
export interface Defragmentation {
  of(member: string): readonly Span[]
  isRunning(member: string, time: number): boolean
}

/** The operator waits between two members. Seconds. */
const pause = 60

export function createDefragmentation(faults: Faults): Defragmentation {
  const runs = new Map<string, Span[]>()
  for (const { members, strength, start, end } of faults.of('defragmentation')) {
    members.forEach((member, index) => {
      const from = start + index * (strength + pause)
      if (from < end) runs.set(member, [...(runs.get(member) ?? []), { from, to: from + strength }])
    })
  }
  const of = (member: string): readonly Span[] => runs.get(member) ?? []
  return { of, isRunning: (member, time) => of(member).some(({ from, to }) => time >= from && time < to) }
}
