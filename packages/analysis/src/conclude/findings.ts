import {
  bandLevels,
  type Cause,
  compareVerdicts,
  type Evidence,
  type Finding,
  type MemberStanding,
  worstVerdict,
} from '@ocp-perf/panel'
import { askReading } from '../evaluate/ask-reading.ts'
import type { Reading, Readings } from '../evaluate/readings.ts'
import { rowKey } from './build-cause.ts'
import { describe } from './evidence.ts'

const nothing = { by: 2, during: undefined, peers: [], lag: 0 }

/** Everything of some metrics that is beyond a limit, worst first, with the cause that rests on it. */
export function findingsOf(metrics: readonly string[], readings: Readings, causes: readonly Cause[]): Finding[] {
  const owners = ownersOf(causes)
  return metrics
    .flatMap((id) => readings.of(id))
    .filter(isBad)
    .map((reading): Finding => {
      const { metric, row, limits } = reading
      const key = rowKey(metric.id, row.labels)
      return {
        id: metric.id,
        title: metric.title,
        severity: row.verdict,
        subject: row.labels,
        cause: owners.get(key) ?? ownerByMember(metric.id, row.labels, causes) ?? null,
        evidence: [describe(askReading(reading, 'watch', nothing))],
        source: limits?.source ?? '',
      }
    })
    .sort((a, b) => compareVerdicts(a.severity, b.severity))
}

/** What the users of a domain feel: what is beyond a limit, or higher than at other times. */
export function impactOf(metrics: readonly string[], readings: Readings): Evidence[] {
  return metrics.flatMap((id) =>
    readings.of(id).flatMap((reading) => {
      if (isBad(reading)) return [describe(askReading(reading, 'watch', nothing))]
      const risen = askReading(reading, 'raised', nothing)
      return risen.state === 'yes' ? [describe(risen)] : []
    }),
  )
}

/** Each member with the worst that was seen of it, worst first. */
export function standingsOf(metrics: readonly string[], readings: Readings): MemberStanding[] {
  const leader = readings.leaderAt(readings.window.end)
  const rows = metrics.flatMap((id) => readings.of(id))
  return readings.members
    .map((name): MemberStanding => {
      const own = rows.filter(({ row }) => row.labels.member === name)
      const worst = worstVerdict(own.map(({ row }) => row.verdict).filter((verdict) => verdict !== 'unknown'))
      const [first] = own.filter(({ row }) => row.verdict === worst)
      return {
        name,
        node: readings.nodeOf(name) ?? null,
        leader: leader === undefined ? null : leader === name,
        verdict: worst,
        says: sayStanding(first, own.filter(isBad).length, own.length),
      }
    })
    .sort((a, b) => compareVerdicts(a.verdict, b.verdict))
}

function sayStanding(worst: Reading | undefined, bad: number, all: number): string {
  if (worst === undefined) return 'nothing was measured of it'
  if (bad === 0) return `all ${all} limits are kept`
  const { says } = describe(askReading(worst, 'watch', nothing))
  return bad > 1 ? `${says}; ${bad - 1} more not ok` : says
}

export function isBad({ row }: Reading): boolean {
  return bandLevels.some((level) => level === row.verdict)
}

function ownersOf(causes: readonly Cause[]): ReadonlyMap<string, string> {
  const owners = new Map<string, string>()
  for (const { id, evidence } of causes) {
    for (const { metric, labels, role } of evidence) {
      const key = rowKey(metric, labels)
      if (role !== 'contradicts' && !owners.has(key)) owners.set(key, id)
    }
  }
  return owners
}

/** The cause whose evidence is of this metric and which is at work on this member, though it told other rows. */
function ownerByMember(
  metric: string,
  labels: Readonly<Record<string, string>>,
  causes: readonly Cause[],
): string | undefined {
  return causes.find(
    ({ members, evidence }) =>
      evidence.some((each) => each.metric === metric && each.role !== 'contradicts') &&
      (members.length === 0 ||
        [labels.member, labels.peer].some((name) => name !== undefined && members.includes(name))),
  )?.id
}
