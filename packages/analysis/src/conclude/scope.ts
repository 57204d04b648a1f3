import type { Accused } from '../evaluate/judge-cause.ts'
import type { Readings } from '../evaluate/readings.ts'

/** Whom a cause hits, for programs and for readers. */
export interface Scope {
  members: readonly string[]
  nodes: readonly string[]
  says: string
}

/** Whom the suspects of one cause are, taken together, those with the most evidence first. */
export function scopeOf(accused: readonly Accused[], readings: Readings): Scope {
  const [first] = accused
  if (first === undefined || first.rule.subject === 'cluster') return { members: [], nodes: [], says: 'the cluster' }
  const members = first.rule.subject === 'pair' ? ofPairs(accused, readings) : ofMembers(accused)
  const nodes = [...new Set(members.flatMap((member) => readings.nodeOf(member) ?? []))]
  const isPair = first.rule.subject === 'pair' && accused.length === 1
  return { members, nodes, says: sayScope(members, isPair, readings) }
}

function ofMembers(accused: readonly Accused[]): string[] {
  return accused.flatMap(({ suspect }) => suspect.members)
}

/**
 * Pairs that meet in one member are about that member and its way to all of them; any other set of pairs is about everyone in
 * it.
 */
function ofPairs(accused: readonly Accused[], { members }: Readings): string[] {
  const pairs = accused.map(({ suspect }) => suspect.members)
  const touched = [...new Set(pairs.flat())].sort()
  if (pairs.length < 2) return touched
  const shared = members.filter((member) => pairs.every((pair) => pair.includes(member)))
  return shared.length === 1 ? shared : touched
}

function sayScope(members: readonly string[], isPair: boolean, { members: all, key }: Readings): string {
  if (members.length === 0) return 'the cluster'
  if (isPair) return `the way between ${members.join(' and ')}`
  if (members.length === all.length && all.length > 1) return `all ${all.length} ${key}s`
  return listed(members)
}

/** `m1`, `m1 and m2`, `m1, m2 and 3 more`. */
export function listed(names: readonly string[], most = 4): string {
  if (names.length > most) return `${names.slice(0, most - 1).join(', ')} and ${names.length - most + 1} more`
  const last = names.at(-1) ?? ''
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`
}
