import type { Cluster } from '@ocp-perf/analyzer'
import { type Catalog, type Metric, parseDuration } from '@ocp-perf/metrics'
import { emptyFrame } from '@ocp-perf/promql'
import type { QueryAnswer, QueryRequest } from './answer.ts'

/** The catalog's metric of this id, where there is one. */
export function findMetric(catalog: Catalog, id: string): Metric | undefined {
  for (const { metrics } of catalog.groups.values()) {
    const found = metrics.find((metric) => metric.id === id)
    if (found !== undefined) return found
  }
  return undefined
}

/** Measures one metric of the catalog: judged rows, and the points behind them. */
export async function askCatalog(
  metric: Metric,
  { query, step, duration, start_time, end_time, top }: QueryRequest,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<QueryAnswer> {
  const request = { duration, start_time, end_time, top, step: step === undefined ? undefined : parseDuration(step) }
  const { panel, frames } = await cluster.collector.metrics(metric.id, [metric], request, signal)
  const { series, warnings, partial } = frames.get(metric.id) ?? emptyFrame()
  return {
    query,
    cluster: cluster.name,
    recording: cluster.source.recording,
    window: panel.window,
    unit: metric.unit,
    panel,
    metric: panel.metrics[0],
    series,
    warnings,
    partial,
  }
}
