import type { Signal } from '../samples/family.ts'
import type { ActiveFault, Effect, Incident } from '../scenarios/scenario-schema.ts'
import { zero } from './signals.ts'

/** How strong each effect is, for the part of the model where it acts. */
export interface Faults {
  /** On a member or a node; 0 while it is not at work. */
  on(effect: Effect, member: string): Signal
  /** The same for what is set rather than grows: its strength while it is at work. */
  set(effect: Effect, member: string): Signal
  /** The same for what fills up: it nears its strength, and empties afterwards, with such a time constant. */
  filling(effect: Effect, member: string, seconds: number): Signal
  /** On the way between two members: it is about both, about one of them with all its ways, or about everybody. */
  between(effect: Effect, member: string, peer: string): Signal
  /** Whether any of them is about this member or node. */
  isAbout(name: string): boolean
  /** On the cluster as a whole. */
  everywhere(effect: Effect): Signal
  /** Unix seconds before which there is none; infinity where there is none at all. */
  begin: number
  /** The faults of an effect with their times, for what happens in steps. */
  of(effect: Effect): readonly ActiveFault[]
}

/** Seconds that a fault takes to reach its strength, and to end. */
const rampSeconds = 5

export function createFaults({ faults }: Incident): Faults {
  const of = (effect: Effect) => faults.filter((fault) => fault.effect === effect)
  const about = (effect: Effect, member: string) => of(effect).filter(({ members }) => members.includes(member))
  return {
    of,
    begin: Math.min(Number.POSITIVE_INFINITY, ...faults.map(({ start }) => start)),
    on: (effect, member) => strongest(about(effect, member), strengthAt),
    set: (effect, member) => strongest(about(effect, member), whileAtWork),
    filling: (effect, member, seconds) =>
      strongest(about(effect, member), (fault, time) => filled(fault, time, seconds)),
    between: (effect, member, peer) =>
      strongest(
        of(effect).filter(({ members }) => concerns(members, member, peer)),
        strengthAt,
      ),
    isAbout: (name) => faults.some(({ members }) => members.includes(name)),
    everywhere: (effect) => strongest(of(effect), strengthAt),
  }
}

function concerns(members: readonly string[], member: string, peer: string): boolean {
  const [only, ...others] = members
  if (others.length === 0) return only === member || only === peer
  return members.includes(member) && members.includes(peer)
}

function strongest(faults: readonly ActiveFault[], at: (fault: ActiveFault, time: number) => number): Signal {
  const [only, ...others] = faults
  if (only === undefined) return zero
  if (others.length === 0) return (time) => at(only, time)
  return (time) => Math.max(...faults.map((fault) => at(fault, time)))
}

function strengthAt({ strength, start, end }: ActiveFault, time: number): number {
  if (time <= start || time >= end + rampSeconds) return 0
  return strength * Math.min(1, (time - start) / rampSeconds, (end + rampSeconds - time) / rampSeconds)
}

function whileAtWork({ strength, start, end }: ActiveFault, time: number): number {
  return time > start && time < end ? strength : 0
}

function filled({ strength, start, end }: ActiveFault, time: number, seconds: number): number {
  if (time <= start) return 0
  const reached = strength * (1 - Math.exp((start - Math.min(time, end)) / seconds))
  return time <= end ? reached : reached * Math.exp((end - time) / seconds)
}
