import { compareWithPast, type Domain, joinPast, pastRequests } from '@ocp-perf/analysis'
import { type Catalog, type Collected, parseDuration } from '@ocp-perf/metrics'
import type { Baseline, Report } from '@ocp-perf/panel'
import type { Frame } from '@ocp-perf/promql'
import type { AnalyzerContext, Cluster } from '../context.ts'
import { settle } from '../settle.ts'
import { buildReport } from './build-report.ts'
import { type DiagnoseRequest, diagnoseCluster, everyRow } from './diagnose-cluster.ts'

/** A report and the points behind it, as `renderReport` takes them. */
export interface MadeReport {
  report: Report
  frames: ReadonlyMap<string, Frame>
  collected: Collected
}

/** What a report is to be about. */
export interface ReportRequest extends DiagnoseRequest {
  /** How far back to compare, such as `7d`. */
  baseline?: string | undefined
}

export interface MakeOptions {
  signal?: AbortSignal | undefined
  /** Told how much of the work is done, as a share, and what is being done. */
  onProgress?: ((share: number, doing: string) => void) | undefined
}

/** How much of the work the first collection is; the second one asks for days of a few metrics. */
const shareOfDiagnosis = 0.7

/**
 * Diagnoses a domain and compares its health with its own past. Throws what `diagnoseCluster` throws; a past that cannot be
 * read is told in the report.
 */
export async function makeReport(
  context: AnalyzerContext,
  domain: string,
  { baseline: reach, ...request }: ReportRequest,
  { signal, onProgress = () => {} }: MakeOptions = {},
): Promise<MadeReport> {
  const reachSeconds = reach === undefined ? undefined : parseDuration(reach)
  const { diagnosis, collected, cluster } = await diagnoseCluster(context, domain, request, {
    signal,
    onProgress: (done, total) => onProgress((shareOfDiagnosis * done) / total, `${done} of ${total} metrics read`),
  })
  const rules = context.rules(domain)
  onProgress(shareOfDiagnosis, 'Comparing with the past')
  const past = await comparePast(rules.domain, { catalog: context.catalog, collected, cluster, reachSeconds, signal })
  const report = buildReport({
    domain: rules.domain,
    catalog: context.catalog,
    diagnosis,
    collected,
    baseline: past.baseline,
    withoutBaseline: past.without,
    recording: cluster.source.recording?.name ?? null,
    generatedAt: context.now(),
  })
  // What was measured for the onset and of the past is not what the run is about.
  context.note({ collected: [collected], diagnosis })
  return { report, frames: collected.frames, collected }
}

interface PastOptions {
  catalog: Catalog
  collected: Collected
  cluster: Cluster
  reachSeconds: number | undefined
  signal: AbortSignal | undefined
}

/** The domain's health beside the same hours of earlier days, asked for at once. */
async function comparePast(
  { health }: Domain,
  { catalog, collected, cluster, reachSeconds, signal }: PastOptions,
): Promise<{ baseline: Baseline; without?: undefined } | { baseline: null; without: string }> {
  const { collector, platform, source, now } = cluster
  const { panel, frames } = collected
  const wanted = new Set(health)
  // What has no series now has nothing to compare.
  const results = panel.metrics.filter(({ id, rows }) => wanted.has(id) && rows.length > 0)
  const metrics = results.map(({ id }) => catalog.metric(id))
  const requests = pastRequests(panel.window, {
    now: now(),
    keptSeconds: platform.view().keptSeconds,
    reachSeconds,
    recording: source.recording,
  })
  const answers = await Promise.all(
    requests.map((past) => settle(collector.metrics('past', metrics, { ...past, top: everyRow }, signal))),
  )
  const [failure] = answers.flatMap(({ error }) => error ?? [])
  const found = answers.flatMap(({ value }) => (value === undefined ? [] : [value.frames]))
  if (failure !== undefined && found.length === 0) return { baseline: null, without: failure.message }
  const past = joinPast(found)
  return { baseline: compareWithPast({ panel: { ...panel, metrics: results }, frames, past, metrics }) }
}
