import { boundedPanels, isBad, type MetricResult, type PanelResult } from '@ocp-perf/panel'
import { findingsOf, type RunRecord, runId } from '@ocp-perf/storage'
import type { Measured, Question } from './ask-report.ts'
import { toolOf } from './ledger.ts'

const mostRows = 3
const refusedStep = 60

/** What was measured, as a run of the history. Its id is the report's own: a server that recorded it too has the same run. */
export function runOfReport({ domain, window }: Question, { id, report, frames }: Measured): RunRecord {
  return {
    id,
    tool: toolOf(domain.id),
    server: domain.server,
    cluster: report.cluster,
    platform: report.platform,
    // It tells of that time, whenever it was asked for: what is filled in later must not count as news.
    startedAt: window.end,
    // As it was asked for: the answer's own lies on the grid of its step and may begin within one of it.
    window: { ...window, step: report.window.step },
    recording: report.recording,
    verdict: report.verdict,
    headline: report.headline,
    score: report.score.value,
    panels: slim(report.sections.map(({ panel }) => panel)),
    frames,
    findings: findingsOf(report),
    report: null,
  }
}

/** A run every few minutes must stay small: rows are told apart by their samples, which are all kept, and of what is well the verdict says enough. */
function slim(panels: readonly PanelResult[]): PanelResult[] {
  return boundedPanels(panels, mostRows).map((panel) => ({ ...panel, metrics: panel.metrics.map(slimMetric) }))
}

function slimMetric(metric: MetricResult): MetricResult {
  const { id, title, unit, verdict, rows, omitted, uri } = metric
  if (rows.length === 0 || isBad(verdict)) return metric
  return { id, title, unit, verdict, headline: '', rows: [], omitted: omitted + rows.length, uri }
}

/** A window that the source does not keep any more, so that it is not asked for again. */
export function runOfNothing({ domain, cluster, window }: Question, why: string): RunRecord {
  return {
    id: runId(),
    tool: toolOf(domain.id),
    server: domain.server,
    cluster,
    platform: '',
    startedAt: window.end,
    window: { ...window, step: refusedStep },
    recording: null,
    verdict: 'no_data',
    headline: why,
    score: null,
    panels: [],
    frames: new Map(),
    findings: [],
    report: null,
  }
}
