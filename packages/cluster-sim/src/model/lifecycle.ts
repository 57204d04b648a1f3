import type { Faults } from './faults.ts'
import type { SimMember, Topology } from './topology.ts'

/** When something was not there: unix seconds. */
export interface Span {
  from: number
  to: number
}

/** Which machines and members run, and since when. */
export interface Lifecycle {
  memberRuns(member: string, time: number): boolean
  nodeRuns(node: string, time: number): boolean
  /** Whether a node was taken out of scheduling, as before a planned restart. */
  isCordoned(node: string, time: number): boolean
  /** When a member's process was started, ascending: the first lies before all samples. */
  memberStarts(member: string): readonly number[]
  nodeBoots(node: string): readonly number[]
  /** Times at which a member or a node goes or comes. */
  absences(member: string): readonly Span[]
  /** Whether a planned restart is under way. */
  isRolling(time: number): boolean
}

/** A node is drained before it is restarted. Seconds. */
const drain = 60
/** What came back is watched before the next one goes. Seconds. */
const settle = 60
/** Services start this long after the machine. Seconds. */
const startup = 25

export function createLifecycle(topology: Topology, faults: Faults): Lifecycle {
  const restarts = rollingRestarts(topology.members, faults)
  const stops = memberStops(topology.members, faults)
  const nodeAbsences = (node: string) => restarts.filter((restart) => restart.member.node === node)
  const absences = (name: string): readonly Span[] =>
    [...restarts, ...stops].filter(({ member }) => member.name === name).sort((a, b) => a.from - b.from)
  const starts = new Map(
    topology.members.map((member) => {
      const node = topology.nodes.find(({ name }) => name === member.node)
      const first = (node?.bootedAt ?? 0) + startup
      return [member.name, [first, ...absences(member.name).map(({ to }) => to)].filter(Number.isFinite)]
    }),
  )
  const boots = new Map(
    topology.nodes.map(({ name, bootedAt }) => [name, [bootedAt, ...nodeAbsences(name).map(({ to }) => to - startup)]]),
  )
  const away = new Map(topology.members.map(({ name }) => [name, absences(name)]))
  return {
    absences: (member) => away.get(member) ?? [],
    memberRuns: (member, time) => !covers(away.get(member) ?? [], time),
    nodeRuns: (node, time) => !covers(nodeAbsences(node), time),
    isCordoned: (node, time) =>
      nodeAbsences(node).some(({ from, to }) => time >= from - drain && time < to + drain / 2),
    memberStarts: (member) => starts.get(member) ?? [],
    nodeBoots: (node) => boots.get(node) ?? [],
    isRolling: (time) => {
      const [first] = restarts
      const last = restarts.at(-1)
      return first !== undefined && last !== undefined && time >= first.from - drain && time < last.to + settle
    },
  }
}

interface Absence extends Span {
  member: SimMember
}

/** A planned restart begins with the drain of its first node. */
function rollingRestarts(members: readonly SimMember[], faults: Faults): readonly Absence[] {
  return faults.of('rolling-restart').flatMap(({ members: names, strength, start, end }) => {
    return names.flatMap((name, index) => {
      const member = members.find((each) => each.name === name)
      const from = start + drain + index * (strength + settle + drain)
      return member === undefined || from >= end ? [] : [{ member, from, to: from + strength }]
    })
  })
}

function memberStops(members: readonly SimMember[], faults: Faults): readonly Absence[] {
  return faults.of('member-stopped').flatMap(({ members: names, start, end }) => {
    return members.filter(({ name }) => names.includes(name)).map((member) => ({ member, from: start, to: end }))
  })
}

function covers(spans: readonly Span[], time: number): boolean {
  return spans.some(({ from, to }) => time >= from && time < to)
}
