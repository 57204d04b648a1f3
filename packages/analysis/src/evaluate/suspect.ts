import type { Condition, Place, Rule } from '../rules/rule-schema.ts'
import type { Reading, Readings } from './readings.ts'

/** Who or what a cause is suspected of being at work on. */
export interface Suspect {
  /** One member, two of a pair, or none for the cluster as a whole. */
  members: readonly string[]
}

/** Everyone whom a cause may be at work on. */
export function suspectsOf({ subject }: Rule, { members }: Readings): Suspect[] {
  if (subject === 'cluster') return [{ members: [] }]
  if (subject === 'member') return members.map((member) => ({ members: [member] }))
  return members.flatMap((one, index) => members.slice(index + 1).map((other) => ({ members: [one, other] })))
}

/** The series that a condition asks about, seen from a suspect, at a time for what moves. */
export function readingsAt(
  condition: Condition,
  suspect: Suspect,
  readings: Readings,
  time: number,
): readonly Reading[] {
  const near = nearby(condition, suspect, readings)
  const { where } = condition
  const apt = where === undefined ? near : near.filter(({ row }) => carries(row.labels, where))
  // Those near a single suspect are its own.
  if (condition.at === 'self' && suspect.members.length === 1) return apt
  const fits = chooser(condition.at, suspect, readings, time)
  return apt.filter(({ row }) => fits(row.labels))
}

function carries(labels: Labels, where: Labels): boolean {
  return Object.entries(where).every(([name, value]) => labels[name] === value)
}

/** The series among which those of a condition are: of many nodes, those of the suspect alone where it is about itself. */
function nearby({ metric, at }: Condition, { members }: Suspect, readings: Readings): readonly Reading[] {
  if (at !== 'self' || members.length === 0) return readings.of(metric)
  const [only = ''] = members
  // A node is its own owner, which is all there is in a fleet of them.
  if (members.length === 1 && (readings.nodeOf(only) ?? only) === only) return readings.owned(metric, only)
  const owners = new Set(members.flatMap((member) => [member, readings.nodeOf(member) ?? member]))
  return [...owners].flatMap((owner) => readings.owned(metric, owner))
}

type Labels = Readonly<Record<string, string>>

function chooser(place: Place, { members }: Suspect, readings: Readings, time: number): (labels: Labels) => boolean {
  const nodes = new Set(members.flatMap((member) => readings.nodeOf(member) ?? []))
  const isOwn = ({ member, node }: Labels) =>
    member === undefined ? node !== undefined && nodes.has(node) : members.includes(member)
  const isPlaced = ({ member, node }: Labels) => member !== undefined || node !== undefined
  switch (place) {
    case 'anywhere':
      return () => true
    case 'leader': {
      const leader = readings.leaderAt(time)
      return leader === undefined ? () => false : chooser('self', { members: [leader] }, readings, time)
    }
    case 'others':
      return (labels) => isPlaced(labels) && !isOwn(labels)
    case 'to':
      return ({ peer }) => peer !== undefined && members.includes(peer)
    case 'from':
      return ({ member, peer }) => peer !== undefined && member !== undefined && members.includes(member)
    case 'self':
      if (members.length === 0) return () => true
      if (members.length === 1) return isOwn
      return (labels) => isOwn(labels) && (labels.peer === undefined || members.includes(labels.peer))
  }
}
