import {
  type BandLevel,
  type Cause,
  compareVerdicts,
  type Finding,
  isBad,
  type Score,
  type Verdict,
} from '@ocp-perf/panel'
import type { Domain } from '../rules/rule-schema.ts'
import type { Found } from './temper.ts'

interface Thing {
  title: string
  severity: Verdict
}

/** 100 less the domain's points for the worst thing that is wrong and for each further one; how sure a cause is does not matter. */
export function scoreOf({ causes, findings }: Found, { score }: Domain, canBeGiven: boolean): Score {
  const things = [...worstByMetric(findings), ...beyondFindings(causes, findings)].sort((a, b) =>
    compareVerdicts(a.severity, b.severity),
  )
  const parts = things.flatMap(({ title, severity }, index) => {
    const points = pointsFor(index === 0 ? score.worst : score.further, severity)
    return points === 0
      ? []
      : [{ points: -points, because: `${title}: ${severity}${index === 0 ? ', the worst' : ''}` }]
  })
  const value = Math.max(0, Math.round(parts.reduce((sum, { points }) => sum + points, 100)))
  return { value: canBeGiven ? value : null, parts }
}

/** The worst finding of each metric, for ten rows of one metric are one thing that is wrong. */
function worstByMetric(findings: readonly Finding[]): Thing[] {
  const first = new Map<string, Finding>()
  for (const finding of findings) if (!first.has(finding.id)) first.set(finding.id, finding)
  return [...first.values()]
}

/** Causes that are worse than all that they explain, or that no limit of the domain's health shows. */
function beyondFindings(causes: readonly Cause[], findings: readonly Finding[]): Thing[] {
  return causes.filter(({ id, severity }) =>
    findings.every(({ cause, severity: own }) => cause !== id || compareVerdicts(severity, own) < 0),
  )
}

function pointsFor(points: Readonly<Record<BandLevel, number>>, severity: Verdict): number {
  return isBad(severity) ? points[severity] : 0
}
