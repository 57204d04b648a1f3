import type { Cause, Finding, Score, Verdict } from '@ocp-perf/panel'
import type { Domain } from '../rules/rule-schema.ts'

/** 100 less the domain's points for each cause, weighted by its confidence, and for what no cause explains. */
export function scoreOf(
  causes: readonly Cause[],
  findings: readonly Finding[],
  { score }: Domain,
  canBeGiven: boolean,
): Score {
  const forCauses = causes.map(({ id, severity, confidence }) => {
    const full = pointsFor(score.cause, severity)
    return {
      points: -round(full * confidence),
      because: `${id}: ${full} for ${severity}, times ${confidence.toFixed(2)} confidence`,
    }
  })
  const loose = groupByMetric(findings.filter(({ cause }) => cause === null))
  const forFindings = loose.map(({ title, severity }) => ({
    points: -pointsFor(score.finding, severity),
    because: `${title} is ${severity}, and no cause explains it`,
  }))
  const parts = [...forCauses, ...forFindings].filter(({ points }) => points !== 0)
  const value = Math.max(0, round(parts.reduce((sum, { points }) => sum + points, 100)))
  return { value: canBeGiven ? value : null, parts }
}

/** The worst finding of each metric, for ten rows of one metric are one thing that is wrong. */
function groupByMetric(findings: readonly Finding[]): readonly Finding[] {
  const first = new Map<string, Finding>()
  for (const finding of findings) if (!first.has(finding.id)) first.set(finding.id, finding)
  return [...first.values()]
}

function pointsFor(points: Readonly<Record<'watch' | 'degraded' | 'critical', number>>, severity: Verdict): number {
  return severity === 'watch' || severity === 'degraded' || severity === 'critical' ? points[severity] : 0
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
