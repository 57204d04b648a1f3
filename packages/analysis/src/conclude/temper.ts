import {
  type BandLevel,
  type Cause,
  compareVerdicts,
  type Finding,
  isBad,
  type Verdict,
  worstVerdict,
} from '@ocp-perf/panel'
import type { Rule } from '../rules/rule-schema.ts'

/** What a diagnosis comes to. */
export interface Found {
  causes: Cause[]
  /** What one of the causes brought about. */
  consequences: Cause[]
  findings: Finding[]
}

/** A cause is as bad as the worst that it explains; what was meant to be is not, nor is what that explains and brings about. */
export function temper({ causes, consequences, findings }: Found, rules: readonly Rule[]): Found {
  const limits = limitsOf(causes, rules)
  const atMost = (severity: Verdict, id: string | null): Verdict => {
    const limit = id === null ? undefined : limits.get(id)
    return limit !== undefined && isBad(severity) && compareVerdicts(severity, limit) < 0 ? limit : severity
  }
  const tempered = findings
    .map((finding) => ({ ...finding, severity: atMost(finding.severity, finding.cause) }))
    .sort((a, b) => compareVerdicts(a.severity, b.severity))
  const told = (cause: Cause): Cause => {
    const explained = tempered.filter((finding) => finding.cause === cause.id)
    return {
      ...cause,
      severity: worstVerdict([atMost(cause.severity, cause.id), ...explained.map(({ severity }) => severity)]),
    }
  }
  return { causes: causes.map(told), consequences: consequences.map(told), findings: tempered }
}

/** What is less likely than this to have been meant is told as bad as it is: members that crash look much like a rollout. */
const meantFrom = 0.75

/** The worst that causes may be said to be, for them and for what they brought about. */
function limitsOf(causes: readonly Cause[], rules: readonly Rule[]): ReadonlyMap<string, BandLevel> {
  return new Map(
    causes.flatMap(({ id, brings, confidence }) => {
      const limit = rules.find((rule) => rule.id === id)?.at_most
      return limit === undefined || confidence < meantFrom ? [] : [id, ...brings].map((each) => [each, limit] as const)
    }),
  )
}
