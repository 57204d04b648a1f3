import { AppError, nearNames } from '@ocp-perf/errors'
import { drawOf, pickOf } from '../model/draw.ts'
import { firstLeader } from '../model/first-leader.ts'
import type { SimMember, Topology } from '../model/topology.ts'
import type { ActiveFault, Fault, Incident, Scenario } from './scenario-schema.ts'

export interface PlanOptions {
  /** Unix seconds at which it begins. */
  start: number
  /** Unix seconds at which it is over; it goes on unless given. */
  end?: number | undefined
  /** Any text: the same seed gives the same incident. */
  seed: string
  /** A figure in the unit of the effect within its range, or how to choose one. `usual` unless given. */
  strength?: number | 'usual' | 'random' | undefined
  /** Whom it hits instead of whom the seed picks: a node, a member or its node, both ends of a pair with a comma between them. */
  subject?: string | undefined
}

/**
 * Decides what a scenario leaves open: whom it hits, how hard and when. `invalid_input` for a strength out of range, for a
 * member or node that is not there, and for a cluster that is too small for it.
 */
export function planIncident(scenario: Scenario, topology: Topology, options: PlanOptions): Incident {
  return { scenario, faults: scenario.faults.map((fault, index) => planFault(fault, index, topology, options)) }
}

function planFault(fault: Fault, index: number, topology: Topology, options: PlanOptions): ActiveFault {
  const start = options.start + fault.after
  const over = options.end ?? Number.POSITIVE_INFINITY
  return {
    effect: fault.effect,
    members: membersOf(fault, topology, options),
    strength: strengthOf(fault, index, options),
    start,
    end: fault.lasts === undefined ? over : Math.min(over, start + fault.lasts),
  }
}

function strengthOf({ effect, strength }: Fault, index: number, options: PlanOptions): number {
  const { usual, from, to } = strength
  const wanted = options.strength ?? 'usual'
  if (wanted === 'usual') return usual
  // Evenly over factors, not over differences: twice as bad is as likely from 10 to 20 as from 100 to 200.
  if (wanted === 'random') return from * (to / from) ** drawOf(options.seed, 'strength', index)
  if (wanted >= from && wanted <= to) return wanted
  throw new AppError('invalid_input', `A strength of ${wanted} is out of the range of ${effect}.`, {
    hint: `Choose one from ${from} to ${to}.`,
  })
}

function membersOf({ on }: Fault, topology: Topology, options: PlanOptions): readonly string[] {
  if (on === 'cluster') return []
  if (on === 'any-node') return [nodeOf(topology, options)]
  const leader = firstLeader(topology, options.seed)
  const all = topology.members.map(({ name }) => name)
  const followers = all.filter((name) => name !== leader)
  // Whatever goes through all of them ends with the leader, so that leadership moves once.
  if (on === 'all-members') return [...followers, leader]
  const wanted = on === 'pair' ? 2 : 1
  if (options.subject !== undefined) return namedMembers(options.subject, wanted, topology)
  const eligible = on === 'leader' ? [leader] : on === 'follower' ? followers : all
  const picked = draw(eligible, wanted, options.seed)
  if (picked.length === wanted) return picked
  throw new AppError('invalid_input', `A cluster of ${all.length} etcd members has no ${on} to put a fault on.`, {
    hint: 'Use at least three nodes.',
  })
}

function draw(names: readonly string[], count: number, seed: string): readonly string[] {
  if (count === 0 || names.length === 0) return []
  const picked = pickOf(names, seed, 'subject', count)
  const rest = names.filter((name) => name !== picked)
  return [picked, ...draw(rest, count - 1, seed)].sort()
}

function namedMembers(subject: string, wanted: number, { members }: Topology): readonly string[] {
  const names = subject.split(',').map((name) => name.trim())
  const found = [...new Set(names.map((name) => findMember(name, members)))]
  if (found.length === wanted) return found.sort()
  throw new AppError('invalid_input', `${JSON.stringify(subject.slice(0, 100))} names ${found.length} members.`, {
    hint: wanted === 1 ? 'Name one member.' : 'Name the two ends of a pair, with a comma between them.',
  })
}

function nodeOf({ nodes, members }: Topology, { subject, seed }: PlanOptions): string {
  if (subject === undefined) return pickOf(nodes, seed, 'node').name
  const name = members.find((member) => member.name === subject)?.node ?? subject
  if (nodes.some((node) => node.name === name)) return name
  throw unknown(
    'node',
    name,
    nodes.map((node) => node.name),
  )
}

function findMember(name: string, members: readonly SimMember[]): string {
  const found = members.find((member) => member.name === name || member.node === name)
  if (found !== undefined) return found.name
  const names = members.flatMap((member) => [member.name, member.node])
  throw unknown('member', name, names)
}

/** A cluster may have more nodes than a sentence holds. */
const mostTold = 12

function unknown(kind: string, name: string, names: readonly string[]): AppError {
  const near = nearNames(name, names)
  const told = names.length > mostTold ? [...names.slice(0, mostTold), '…'] : names
  return new AppError('invalid_input', `There is no ${kind} ${JSON.stringify(name.slice(0, 60))}.`, {
    hint: near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `There are ${told.join(', ')}.`,
  })
}
