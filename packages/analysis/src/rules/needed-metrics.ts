import type { Catalog, Metric } from '@ocp-perf/metrics'
import { conditionsOf } from './conditions-of.ts'
import type { Rules } from './rule-schema.ts'

/** The metrics that a diagnosis rests on: the domain's own signals, and what its causes ask for. The others are only shown. */
export function neededMetrics(rules: Rules, catalog: Catalog): Metric[] {
  const { domain, causes } = rules
  const asked = causes.flatMap((rule) => conditionsOf(rule).map(({ metric }) => metric))
  const ids = new Set([
    ...domain.health,
    ...domain.symptoms,
    ...domain.impact,
    ...asked,
    ...leaderMetrics(rules, catalog),
  ])
  return [...ids].map((id) => catalog.metric(id))
}

/** What tells who leads, which conditions may be about. */
export function leaderMetrics({ domain }: Rules, catalog: Catalog): string[] {
  return domain.groups.flatMap((group) =>
    catalog.group(group).metrics.flatMap(({ id, fills }) => (fills === 'leader' ? [id] : [])),
  )
}
