import { type Catalog, type Metric, metricNamesOf } from '@ocp-perf/metrics'

/**
 * Of these metrics those that families at hand answer and families that are left do not, neither by query nor by fallback.
 * Metrics whose silence is no gap are left out.
 */
export function lostMetrics(
  ids: readonly string[],
  catalog: Catalog,
  { had, left }: { had: ReadonlySet<string>; left: ReadonlySet<string> },
): Metric[] {
  return ids
    .map((id) => catalog.metric(id))
    .filter((metric) => metric.quiet === undefined && isAnswered(metric, had) && !isAnswered(metric, left))
}

function isAnswered({ query, fallback }: Metric, families: ReadonlySet<string>): boolean {
  return [query, ...(fallback === undefined ? [] : [fallback])].some((expression) => {
    const { names, anyWillDo } = metricNamesOf(expression)
    return anyWillDo ? names.some((name) => families.has(name)) : names.every((name) => families.has(name))
  })
}
