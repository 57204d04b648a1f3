import type { MetricResult, PanelResult, Row, Verdict } from '@ocp-perf/panel'
import { describe, expect, test } from 'vitest'
import { explainStartup, startupMetrics } from './explain-startup.ts'
import { startupSchema } from './startup-schema.ts'
import { summarizeStartup } from './summarize-startup.ts'

/** Seconds by node, or a verdict beside them. */
type Rows = Readonly<Record<string, number | { p95: number; verdict: Verdict }>>

const usual: Readonly<Record<string, number>> = {
  ovn_pod_first_seen_to_port_p99: 0.05,
  ovn_pod_port_to_binding_p99: 0.2,
  ovn_pod_chassis_to_up_p99: 0.15,
  ovn_cni_add_p99: 0.45,
  kubelet_sandbox_p99: 0.6,
  kubelet_pod_start_p99: 2,
  kubelet_pod_run_p99: 3,
  ovn_pod_creation_p99: 1,
  ovn_cni_error_ratio: 0,
}

function row(node: string | undefined, p95: number, verdict: Verdict): Row {
  const figures = { last: p95, mean: p95, min: p95, max: p95, p95 }
  const labels: Row['labels'] = node === undefined ? { pod: 'ovnkube-master-0' } : { node }
  return { labels, ...figures, verdict, over: null, since: null }
}

function metricOf(id: string, rows: readonly Row[]): MetricResult {
  return {
    id,
    title: id,
    unit: 'seconds',
    verdict: 'ok',
    headline: id,
    ...(rows.length === 0 ? { reason: 'no pod was started in this window' } : {}),
    rows: [...rows],
    omitted: 0,
    uri: `metric://test/${id}`,
  }
}

/** A panel of two nodes whose pods start as usual, but for these figures of worker-1. */
function panel(slow: Readonly<Record<string, number | { p95: number; verdict: Verdict }>> = {}): PanelResult {
  const rowsOf = (id: string): Rows => ({ 'worker-0': usual[id] ?? 0, 'worker-1': slow[id] ?? usual[id] ?? 0 })
  return {
    cluster: 'test',
    panel: 'pod-startup',
    window: { start: 1_790_000_000, end: 1_790_003_600, step: 30 },
    platform: 'openshift',
    verdict: 'ok',
    headline: '',
    metrics: startupMetrics.map((id) =>
      metricOf(
        id,
        Object.entries(rowsOf(id)).map(([node, value]) =>
          typeof value === 'number' ? row(node, value, 'ok') : row(node, value.p95, value.verdict),
        ),
      ),
    ),
    findings: [],
    notes: [],
  }
}

describe('the stage that takes the time', () => {
  test.each<[string, string, Readonly<Record<string, number>>]>([
    [
      'northd',
      'port-binding',
      {
        ovn_pod_port_to_binding_p99: 12,
        ovn_cni_add_p99: 12.3,
        kubelet_sandbox_p99: 12.5,
        kubelet_pod_start_p99: 14,
        kubelet_pod_run_p99: 15,
      },
    ],
    [
      'ovn-controller',
      'flows',
      {
        ovn_pod_chassis_to_up_p99: 8,
        ovn_cni_add_p99: 8.3,
        kubelet_sandbox_p99: 8.4,
        kubelet_pod_start_p99: 10,
        kubelet_pod_run_p99: 11,
      },
    ],
    [
      'the CNI plugin alone',
      'cni',
      { ovn_cni_add_p99: 9, kubelet_sandbox_p99: 9.2, kubelet_pod_start_p99: 11, kubelet_pod_run_p99: 12 },
    ],
    ['CRI-O or Multus', 'sandbox', { kubelet_sandbox_p99: 9, kubelet_pod_start_p99: 11, kubelet_pod_run_p99: 12 }],
    ['kubelet', 'kubelet', { kubelet_pod_start_p99: 20, kubelet_pod_run_p99: 21 }],
    ['images', 'images', { kubelet_pod_run_p99: 60 }],
  ])('is that of %s', (_, stage, slow) => {
    const { nodes, headline } = explainStartup(panel(slow))
    expect(nodes[0]).toMatchObject({ node: 'worker-1', slowest: stage, total: slow.kubelet_pod_run_p99 })
    expect(headline).toMatch(/^Pods start in time; on worker-1 most of it goes into /)
  })

  test('holds nothing of the stages within it, and none is less than nothing', () => {
    const [{ stages } = { stages: [] }] = explainStartup(panel({ ovn_cni_add_p99: 0.1 })).nodes
    for (const { seconds } of stages) expect(seconds).toBeGreaterThanOrEqual(0)
    const all = explainStartup(panel()).nodes[0]
    const sum = (all?.stages ?? []).reduce((total, { seconds }) => total + (seconds ?? 0), 0)
    expect(sum).toBeCloseTo(all?.total ?? 0, 1)
  })
})

test('pods that start slowly are said to, with the worst verdict of their limits', () => {
  const { verdict, headline } = explainStartup(
    panel({
      kubelet_pod_start_p99: { p95: 30, verdict: 'watch' },
      ovn_cni_error_ratio: { p95: 0.4, verdict: 'degraded' },
    }),
  )
  expect(verdict).toBe('degraded')
  expect(headline).toMatch(/^Pods start slowly; .*; CNI requests fail on worker-1$/)
})

test('a central control plane, whose pods are on no worker, is counted for every node', () => {
  const central = panel()
  const metrics = central.metrics.map((metric) =>
    metric.id === 'ovn_pod_first_seen_to_port_p99' ? metricOf(metric.id, [row(undefined, 7, 'ok')]) : metric,
  )
  for (const { slowest } of explainStartup({ ...central, metrics }).nodes) expect(slowest).toBe('logical-port')
})

test('where no pod was started there is no data, and never ok', () => {
  const none = { ...panel(), metrics: startupMetrics.map((id) => metricOf(id, [])) }
  const told = explainStartup(none)
  expect(told).toMatchObject({ verdict: 'no_data', headline: 'No pod start was measured in this window', nodes: [] })
  expect(told.missing).toHaveLength(startupMetrics.length)
})

test('the text leads with the verdict and names every stage once for each node told', () => {
  const told = startupSchema.parse(explainStartup(panel({ kubelet_pod_run_p99: 60 })))
  const text = summarizeStartup(told)
  expect(text).toMatch(/^ok: Pods start in time; on worker-1 most of it goes into images and init containers \(58 s/)
  expect(text.match(/← most of it/g)).toHaveLength(2)
  expect(text).toContain('worker-0: 3 s in all')
})
