import type { PanelResult, Report, Row } from '@ocp-perf/panel'
import { known, sample } from './sample.ts'

const dayAndHour = 90_000

/** The report on the simulated cluster with a slow disk. */
export function slowReport(): Report {
  const diagnosis = known(sample.diagnoses, 'etcd').data
  return {
    ...diagnosis,
    narrative: null,
    title: 'etcd of demo',
    generated_at: diagnosis.window.end,
    recording: null,
    sections: [
      section('Write-ahead log', known(sample.panels, 'get_etcd_disk_wal_fsync').data),
      section('Sockets', known(sample.panels, 'query_network_socket_tcp_metrics').data),
    ],
    baseline: null,
    method: [],
    sources: [],
  }
}

const section = (title: string, panel: PanelResult) => ({ title, brief: `What was measured of it: ${title}.`, panel })

/** The report on the same cluster a day and an hour before, when all was well. */
export function calmReport(): Report {
  const slow = slowReport()
  const { start, end, step } = slow.window
  return {
    ...slow,
    generated_at: slow.generated_at - dayAndHour,
    window: { start: start - dayAndHour, end: end - dayAndHour, step },
    verdict: 'ok',
    headline: 'etcd is healthy.',
    score: { value: 100, parts: [] },
    causes: [],
    consequences: [],
    findings: [],
    sections: slow.sections.map((each) => ({ ...each, panel: calmed(each.panel) })),
  }
}

function calmed(panel: PanelResult): PanelResult {
  return {
    ...panel,
    metrics: panel.metrics.map((metric) => ({ ...metric, rows: metric.rows.map(calmRow) })),
  }
}

function calmRow(row: Row): Row {
  if (row.verdict === 'ok' || row.verdict === 'unknown' || row.mean === null) return row
  return { ...row, mean: row.mean / 20, max: row.mean / 10, p95: row.mean / 15, last: row.mean / 20, verdict: 'ok' }
}
