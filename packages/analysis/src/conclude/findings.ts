import {
  type Cause,
  compareVerdicts,
  type Evidence,
  type Finding,
  isBad,
  type MemberStanding,
  worstVerdict,
} from '@ocp-perf/panel'
import { askReading } from '../evaluate/ask-reading.ts'
import { groupBy } from '../evaluate/group-by.ts'
import { nobody } from '../evaluate/peers.ts'
import type { Reading, Readings } from '../evaluate/readings.ts'
import type { Domain, Rule } from '../rules/rule-schema.ts'
import { describe } from './evidence.ts'

const nothing = { by: 2, during: undefined, peers: () => nobody, lag: 0 }

/** Everything of the domain's health that is beyond a limit, worst first, with the cause that explains it. */
export function findingsOf(
  domain: Domain,
  readings: Readings,
  causes: readonly Cause[],
  rules: readonly Rule[],
): Finding[] {
  const ownerOf = explainer(domain, readings, causes, rules)
  return domain.health
    .flatMap((id) => readings.of(id))
    .filter(hasTrouble)
    .flatMap((reading): Finding[] => {
      const { limits } = reading
      if (limits === undefined) return []
      const { metric, row } = reading
      const evidence = describe(askReading(reading, 'watch', nothing), 'watch')
      return [
        {
          id: metric.id,
          title: metric.title,
          severity: row.verdict,
          subject: row.labels,
          cause: ownerOf(evidence),
          evidence: [evidence],
          source: limits.source,
        },
      ]
    })
    .sort((a, b) => compareVerdicts(a.severity, b.severity))
}

/** Calls of a quantile that few made may well take twice as long for a while; nobody feels that. */
const felt = 3

/** What the users of a domain feel: what is beyond a limit, or far higher than at other times. */
export function impactOf(metrics: readonly string[], readings: Readings): Evidence[] {
  return metrics.flatMap((id) =>
    readings.of(id).flatMap((reading) => {
      if (hasTrouble(reading)) return [describe(askReading(reading, 'watch', nothing), 'watch')]
      const risen = askReading(reading, 'raised', { ...nothing, by: felt })
      return risen.state === 'yes' ? [describe(risen, 'raised')] : []
    }),
  )
}

/** Each member with the worst that was seen of it, worst first. */
export function standingsOf(metrics: readonly string[], readings: Readings): MemberStanding[] {
  const leader = readings.leaderAt(readings.window.end)
  const rows = groupBy(
    metrics.flatMap((id) => readings.of(id)),
    ({ row }) => row.labels[readings.key],
  )
  return readings.members
    .map((name): MemberStanding => {
      const own = rows.get(name) ?? []
      const worst = worstVerdict(own.map(({ row }) => row.verdict).filter((verdict) => verdict !== 'unknown'))
      const [first] = own.filter(({ row }) => row.verdict === worst)
      return {
        name,
        node: readings.nodeOf(name) ?? null,
        leader: leader === undefined ? null : leader === name,
        verdict: worst,
        says: sayStanding(name, first, { bad: own.filter(hasTrouble).length, all: own.length }),
      }
    })
    .sort((a, b) => compareVerdicts(a.verdict, b.verdict))
}

function sayStanding(name: string, worst: Reading | undefined, { bad, all }: { bad: number; all: number }): string {
  if (worst === undefined) return 'nothing was measured of it'
  if (bad === 0) return `all ${all} limits are kept`
  const { says } = describe(askReading(worst, 'watch', nothing), 'watch')
  const own = says.startsWith(`${name}: `) ? says.slice(name.length + 2) : says
  return bad > 1 ? `${own}; ${bad - 1} more not ok` : own
}

function hasTrouble({ row }: Reading): boolean {
  return isBad(row.verdict)
}

/** A cause's own figures lag, and so do those that it moves. Seconds. */
const slack = 120

/** Finds the first cause that explains a reading: its rule, or one that it brings about, asks for it; or it is a symptom of anything. */
function explainer(
  { symptoms }: Domain,
  readings: Readings,
  causes: readonly Cause[],
  rules: readonly Rule[],
): (evidence: Evidence) => string | null {
  const asked = new Map(causes.map(({ id }) => [id, new Set(broughtBy(id, rules).flatMap(speakingFor))]))
  return ({ metric, labels, since }) => {
    const fits = causes.filter(({ onset }) => (onset ?? 0) <= (since ?? onset ?? 0) + slack)
    const touched = fits.filter((cause) => isAbout(cause, labels))
    const direct = touched.find(({ id }) => asked.get(id)?.has(metric) ?? false)
    if (direct !== undefined) return direct.id
    if (!symptoms.includes(metric)) return null
    // Every write waits for the leader, so that what is wrong with it is felt on every member.
    const felt = fits.find((cause) => touched.includes(cause) || isAboutLeader(cause, since, readings))
    return felt?.id ?? null
  }
}

/** A cause's rule and those of what it brings about, whether or not that was named; what follows from that needs a name. */
function broughtBy(id: string, rules: readonly Rule[]): Rule[] {
  const own = rules.find((rule) => rule.id === id)
  return own === undefined ? [] : [own, ...rules.filter((rule) => own.brings.includes(rule.id))]
}

/** Whether a row is about members that a cause is at work on, all of them for the cluster. */
function isAbout({ members, nodes }: Cause, { member, peer, node }: Evidence['labels']): boolean {
  if (members.length === 0) return true
  const owners = [member, peer].filter((name) => name !== undefined)
  return owners.length === 0
    ? node !== undefined && nodes.includes(node)
    : owners.some((name) => members.includes(name))
}

/** So long before it, a trouble has not unseated the leader that it befell. Seconds. */
const before = 60

/** Whoever led when either began, or just before: what befalls a leader makes it one no longer. */
function isAboutLeader({ members, onset }: Cause, since: number | null, { leaderAt, window }: Readings): boolean {
  const began = onset ?? window.start
  const leaders = [since ?? began, began, began - before].map(leaderAt)
  return leaders.some((leader) => leader !== undefined && members.includes(leader))
}

/** Metrics of which a rule takes a high value as a sign of its cause. */
function speakingFor({ requires, evidence }: Rule): string[] {
  const required = requires.flatMap((requirement) => ('any' in requirement ? requirement.any : [requirement]))
  return [...required, ...evidence.filter(({ weight }) => weight > 0)].flatMap(({ is, metric }) =>
    is === 'calm' ? [] : metric,
  )
}
