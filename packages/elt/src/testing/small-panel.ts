import type { MetricResult, PanelResult, Row } from '@ocp-perf/panel'
import type { Frame } from '@ocp-perf/promql'

/** An hour from 12:00 on 2026-11-21, a point a minute. */
export const hour = { start: 1_795_262_400, end: 1_795_266_000, step: 60 }

export function row(labels: Record<string, string>, over: Partial<Row> = {}): Row {
  return { labels, last: 1, mean: 1, min: 1, max: 1, p95: 1, verdict: 'ok', over: 0, since: null, ...over }
}

export function metric(over: Partial<MetricResult> = {}): MetricResult {
  return {
    id: 'fsync_p99',
    title: 'Fsync p99',
    unit: 'seconds',
    verdict: 'ok',
    headline: 'Fsync p99: m1 ok',
    bands: { watch: 0.01, degraded: 0.02, source: 'https://etcd.io/docs/' },
    rows: [row({ member: 'm1' }, { last: 0.001, mean: 0.001, min: 0.001, max: 0.001, p95: 0.001 })],
    omitted: 0,
    uri: 'metric://here/fsync_p99',
    ...over,
  }
}

export function panel(metrics: MetricResult[], over: Partial<PanelResult> = {}): PanelResult {
  return {
    cluster: 'here',
    panel: 'etcd/fsync',
    window: hour,
    platform: 'standalone',
    verdict: 'ok',
    headline: 'all well',
    metrics,
    findings: [],
    notes: [],
    ...over,
  }
}

/** A frame with a point a minute for each of these rows. */
export function frameOf(rows: readonly Row[], value: (minute: number, row: number) => number): Frame {
  const times = Float64Array.from({ length: 61 }, (_, minute) => hour.start + 60 * minute)
  const series = rows.map(({ labels }, index) => ({
    labels,
    times,
    values: times.map((_, minute) => value(minute, index)),
  }))
  return { series, warnings: [], partial: false }
}
