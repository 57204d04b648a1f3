import type { Need } from '../needs.ts'
import type { Injector } from './injector.ts'
import type { SignalName } from './signals.ts'

/** Root causes by the ids that rules, reports and recordings use. */
export type CauseId =
  | 'slow-disk'
  | 'slow-disk-all'
  | 'noisy-neighbour'
  | 'cpu-starvation'
  | 'network-latency'
  | 'network-loss'
  | 'partition'
  | 'expensive-ranges'
  | 'write-storm'
  | 'fragmentation'
  | 'database-full'
  | 'defrag'
  | 'leader-flapping'
  | 'member-down'
  | 'planned-disruption'
  | 'fd-exhaustion'
  | 'conntrack-exhaustion'
  | 'link-flap'
  | 'listen-overflow'
  | 'mtu-mismatch'
  | 'udp-buffer'

/**
 * What a fault is aimed at when the caller does not say: the leader, the first follower, a follower and its link to
 * the leader, each member at once, or the cluster as a whole (as a client does who asks too much of it).
 */
type FaultTarget = 'leader' | 'follower' | 'pair' | 'all' | 'cluster'

/** Whether a fault of this kind has no member of its own. */
export function hitsEveryone(target: FaultTarget): boolean {
  return target === 'all' || target === 'cluster'
}

/** Whose reading is meant: the target's, its peer's, every other member's, all members', or at least one member's. */
type Scope = 'target' | 'peer' | 'others' | 'every' | 'any'

/** A signal beyond a figure (base units) on somebody. */
export interface Movement {
  signal: SignalName
  on: Scope
  above?: number
  below?: number
}

export interface Fault {
  /** What it does, in one sentence. */
  title: string
  needs: readonly Need[]
  /** Whose diagnosis it is for; etcd unless said. Of any other one the trouble is the node's, not the member's. */
  domain?: 'network'
  /** What a diagnosis should name; absent where the domain's vocabulary has no word for it. */
  cause?: CauseId
  target: FaultTarget
  strength: { unit: string; default: number; min: number; max: number }
  /** What is not so before, and is so while the fault lasts. */
  moves: readonly Movement[]
  /** What is so all the while: how this fault is told from its neighbours. */
  stays?: readonly Movement[]
  /** How long to watch until the signals have followed; 30 by default. */
  observeSeconds?: number
  /** It shows for minutes after it was cleared: in the database, or in etcd's smoothed round trips. */
  leavesTraces?: true
  /**
   * Makes what the fault acts on, through the injector as well. Not yet the fault: a recording lets the lab rest after it,
   * and it cannot know which member will be hit.
   */
  prepare?(injector: Injector): Promise<void>
  /**
   * Does it. Everything goes through the injector, which writes down how to take it back before it acts,
   * so there is nothing to clear by hand.
   */
  inject(injector: Injector): Promise<void>
}

/** Identity at run time; gives a fault file its types. */
export function defineFault(fault: Fault): Fault {
  return fault
}

/** A fault under the name of its file. */
export interface NamedFault extends Fault {
  name: string
}
