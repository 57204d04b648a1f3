import { analyze, neededMetrics } from '@ocp-perf/analysis'
import { type Collected, memberNodes, type WindowRequest } from '@ocp-perf/metrics'
import type { Diagnosis } from '@ocp-perf/panel'
import type { AnalyzerContext, Cluster } from '../context.ts'
import { refineOnsets } from './refine-onsets.ts'

export interface DiagnoseRequest extends WindowRequest {
  cluster?: string | undefined
}

/** What is wrong, and all that was measured to find out. */
export interface DiagnosedCluster {
  diagnosis: Diagnosis
  /** Every row of all that was measured. */
  collected: Collected
  cluster: Cluster
}

/** Told of each query that is answered. */
export type OnProgress = (done: number, total: number) => void

/** A diagnosis looks at every row: the worst one may be of any member. */
export const everyRow = 100_000

export interface DiagnoseOptions {
  signal?: AbortSignal | undefined
  onProgress?: OnProgress | undefined
  /** Whether all of the domain's groups are measured, or what the diagnosis rests on alone. */
  whole?: boolean | undefined
}

/**
 * Diagnoses a domain: all that is asked for in one collection, each query once, as finely as its own signals are scraped and
 * 300 points allow; then, only where a cause was found and the grid is coarser than that, once more around its onset.
 * Throws what connecting and collecting throw, and `not_found` for a domain without rules.
 */
export async function diagnoseCluster(
  context: AnalyzerContext,
  domain: string,
  { cluster: name, ...request }: DiagnoseRequest,
  { signal, onProgress, whole = true }: DiagnoseOptions = {},
): Promise<DiagnosedCluster> {
  const { catalog } = context
  const rules = context.rules(domain)
  const cluster = await context.cluster(name, signal)
  const pace = rules.domain.health.map((id) => catalog.metric(id))
  const { groups } = rules.domain
  const nodes = rules.domain.of === 'member' ? memberNodes(cluster.platform.view()) : []
  const { collector } = cluster
  const asked = { ...request, top: everyRow, nodes, pace, onProgress }
  const collected = whole
    ? await collector.group(groups, asked, signal)
    : await collector.metrics(domain, neededMetrics(rules, catalog), asked, signal)
  const coarse = analyze(collected, rules, catalog)
  const diagnosis = await refineOnsets(coarse, { collected, collector, nodes, rules, catalog, signal })
  // The second look is not what the run is about.
  context.note({ collected: [collected], diagnosis })
  return { diagnosis, collected, cluster }
}
