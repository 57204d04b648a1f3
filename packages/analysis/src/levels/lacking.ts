import type { Requirement, Rule, Rules } from '../rules/rule-schema.ts'

/** Metrics of parts that a cluster does not have at all, with the reason, by metric id. */
export type Lacking = ReadonlyMap<string, string>

/** Why a cause cannot be at work in a cluster, where something that it requires is of parts that are not there. */
function lackedBy({ requires }: Rule, lacking: Lacking): string | undefined {
  const [impossible] = requires.map(metricsOf).filter((metrics) => metrics.every((id) => lacking.has(id)))
  return impossible === undefined ? undefined : lacking.get(impossible[0] ?? '')
}

/** Why none of some causes can be at work; undefined where one can, or where there is none to speak of. */
export function lackedByAll(rules: readonly Rule[], lacking: Lacking): string | undefined {
  const reasons = rules.map((rule) => lackedBy(rule, lacking))
  return reasons.includes(undefined) ? undefined : reasons[0]
}

/** The rules that are left of a domain where parts are not there: what rests on other parts can still be judged. */
export function withoutLacking({ domain, causes }: Rules, lacking: Lacking): Rules {
  const isThere = (id: string) => !lacking.has(id)
  return {
    domain: {
      ...domain,
      health: domain.health.filter(isThere),
      symptoms: domain.symptoms.filter(isThere),
      impact: domain.impact.filter(isThere),
    },
    causes: causes.filter((rule) => lackedBy(rule, lacking) === undefined),
  }
}

function metricsOf(requirement: Requirement): string[] {
  return ('any' in requirement ? requirement.any : [requirement]).map(({ metric }) => metric)
}
