import type { Labels, MetricMetadata, TsdbStatus } from '@ocp-perf/promql'

const topCount = 10

/** How many series there are, and of which metrics the most. */
export function statusOf(labelSets: readonly Labels[]): TsdbStatus {
  const counts = new Map<string, number>()
  for (const { __name__: name = '' } of labelSets) counts.set(name, (counts.get(name) ?? 0) + 1)
  const topMetrics = [...counts]
    .map(([name, series]) => ({ name, series }))
    .sort((a, b) => b.series - a.series || (a.name < b.name ? -1 : 1))
    .slice(0, topCount)
  return { seriesCount: labelSets.length, topMetrics }
}

/**
 * What is known of the metrics, and `unknown` for those of which nothing is: a dump often comes without its `# TYPE`
 * lines, and a type that was guessed from a name would be taken for a fact.
 */
export function describeMetrics(
  known: ReadonlyMap<string, MetricMetadata>,
  names: Iterable<string>,
): ReadonlyMap<string, MetricMetadata> {
  const described = new Map(known)
  for (const name of names) {
    if (!known.has(name) && !known.has(familyOf(name))) described.set(name, { type: 'unknown', help: '', unit: '' })
  }
  return described
}

/** The metric that a histogram's, a summary's or a counter's series belong to. */
function familyOf(name: string): string {
  return name.replace(/_(?:bucket|count|sum|total|created|info)$/, '')
}
