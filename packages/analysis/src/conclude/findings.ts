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
import type { Reading, Readings } from '../evaluate/readings.ts'
import type { Domain, Rule } from '../rules/rule-schema.ts'
import { describe } from './evidence.ts'

const nothing = { by: 2, during: undefined, peers: [], lag: 0 }

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
    .map((reading): Finding => {
      const { metric, row, limits } = reading
      const evidence = describe(askReading(reading, 'watch', nothing))
      return {
        id: metric.id,
        title: metric.title,
        severity: row.verdict,
        subject: row.labels,
        cause: ownerOf(evidence),
        evidence: [evidence],
        source: limits?.source ?? '',
      }
    })
    .sort((a, b) => compareVerdicts(a.severity, b.severity))
}

/** What the users of a domain feel: what is beyond a limit, or higher than at other times. */
export function impactOf(metrics: readonly string[], readings: Readings): Evidence[] {
  return metrics.flatMap((id) =>
    readings.of(id).flatMap((reading) => {
      if (hasTrouble(reading)) return [describe(askReading(reading, 'watch', nothing))]
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
        says: sayStanding(first, own.filter(hasTrouble).length, own.length),
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

function hasTrouble({ row }: Reading): boolean {
  return isBad(row.verdict)
}

/** A cause's own figures lag, and so do those that it moves. Seconds. */
const slack = 120

/** Finds the first cause that explains a reading: its rule asks for the metric, or it is a symptom of anything. */
function explainer(
  { symptoms }: Domain,
  readings: Readings,
  causes: readonly Cause[],
  rules: readonly Rule[],
): (evidence: Evidence) => string | null {
  const asked = new Map(rules.map((rule) => [rule.id, new Set(speakingFor(rule))]))
  return ({ metric, labels, since }) => {
    const fits = causes.filter(({ onset }) => (onset ?? 0) <= (since ?? onset ?? 0) + slack)
    const touched = fits.filter(
      ({ members }) => members.length === 0 || names(labels).some((name) => members.includes(name)),
    )
    const direct = touched.find(({ id }) => asked.get(id)?.has(metric) ?? false)
    if (!symptoms.includes(metric)) return direct?.id ?? null
    // Every write waits for the leader, so that what is wrong with it is felt on every member.
    const leader = readings.leaderAt(since ?? readings.window.start)
    const felt = fits.find(
      (cause) => touched.includes(cause) || (leader !== undefined && cause.members.includes(leader)),
    )
    return (felt ?? direct ?? fits[0])?.id ?? null
  }
}

/** Metrics of which a rule takes a high value as a sign of its cause. */
function speakingFor({ requires, evidence }: Rule): string[] {
  const required = requires.flatMap((requirement) => ('any' in requirement ? requirement.any : [requirement]))
  return [...required, ...evidence.filter(({ weight }) => weight > 0)].flatMap(({ is, metric }) =>
    is === 'calm' ? [] : metric,
  )
}

function names({ member, peer }: Readonly<Record<string, string>>): string[] {
  return [member, peer].filter((name) => name !== undefined)
}
