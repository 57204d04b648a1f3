import type { PanelResult } from '@ocp-perf/panel'
import type { Frame, Series } from '@ocp-perf/promql'
import type { RunRecord } from '../history.ts'
import { runId } from '../run-id.ts'

/** A run of a made-up tool; what a test is about is given. */
export function runRecord(parts: Partial<RunRecord> = {}): RunRecord {
  const startedAt = parts.startedAt ?? 1_790_000_000
  return {
    id: runId(startedAt),
    tool: 'get_disk',
    server: 'etcd-analyzer',
    cluster: 'lab',
    platform: 'standalone',
    startedAt,
    window: { start: startedAt - 3600, end: startedAt, step: 15 },
    recording: null,
    verdict: 'ok',
    headline: 'All is well.',
    score: 100,
    panels: [],
    frames: new Map(),
    findings: [],
    report: null,
    ...parts,
  }
}

/** A series whose values are the given ones, `step` seconds apart. */
export function seriesOf(labels: Record<string, string>, start: number, values: readonly number[], step = 15): Series {
  return {
    labels,
    times: Float64Array.from(values, (_, index) => start + index * step),
    values: Float64Array.from(values),
  }
}

export function frameOf(...series: Series[]): Frame {
  return { series, warnings: [], partial: false }
}

/** A panel with one critical row of `slow_fsync`. */
export function panelResult(): PanelResult {
  const row = { last: 1, mean: 0.5, min: 0.1, max: 1, p95: 0.9, verdict: 'critical', over: 0.84 } as const
  return {
    cluster: 'lab',
    panel: 'etcd/disk',
    window: { start: 1_790_000_000, end: 1_790_003_600, step: 30 },
    platform: 'standalone',
    verdict: 'critical',
    headline: 'WAL fsync: m2 critical',
    metrics: [
      {
        id: 'slow_fsync',
        title: 'WAL fsync p99',
        unit: 'seconds',
        verdict: 'critical',
        headline: 'm2 critical',
        rows: [{ ...row, labels: { member: 'm2' }, since: 1_790_000_090 }],
        omitted: 0,
        uri: 'metric://lab/slow_fsync',
      },
    ],
    findings: [],
    notes: [],
  }
}
