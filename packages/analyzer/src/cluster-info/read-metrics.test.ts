import type { MetricResult, PanelResult, Row } from '@ocp-perf/panel'
import { expect, test } from 'vitest'
import { readFromMetrics } from './read-metrics.ts'

const row = (labels: Record<string, string>, last: number | null): Row => ({
  labels,
  last,
  mean: last,
  min: last,
  max: last,
  p95: last,
  verdict: 'unknown',
  over: null,
  since: null,
})
const metric = (id: string, rows: Row[]): MetricResult => ({
  id,
  title: id,
  unit: 'count',
  verdict: 'unknown',
  headline: id,
  rows,
  omitted: 0,
  uri: '',
})
const panel = (metrics: MetricResult[]): PanelResult => ({
  cluster: 'c',
  panel: 'p',
  window: { start: 0, end: 1, step: 1 },
  platform: 'openshift',
  verdict: 'unknown',
  headline: '',
  metrics,
  findings: [],
  notes: [],
})

/** Ids are the names of the fields here. */
const read = (panel: PanelResult) =>
  readFromMetrics(panel, (field) => panel.metrics.find(({ id }) => id === field)?.rows ?? [])

test('nodes, roles, sizes, conditions and operators are put together by their labels', () => {
  const facts = read(
    panel([
      metric('cluster_node_software', [
        row(
          {
            node: 'n1',
            kubelet_version: 'v1.31.1',
            kernel_version: '5.14',
            os_image: 'CoreOS',
            container_runtime: 'cri-o',
          },
          1,
        ),
        row(
          {
            node: 'n2',
            kubelet_version: 'v1.31.1',
            kernel_version: '5.14',
            os_image: 'CoreOS',
            container_runtime: 'cri-o',
          },
          1,
        ),
      ]),
      metric('role', [row({ node: 'n1', role: 'control-plane' }, 1), row({ node: 'n1', role: 'master' }, 1)]),
      metric('cpu_cores', [row({ node: 'n1' }, 8)]),
      metric('memory_bytes', [row({ node: 'n1' }, 2 ** 34)]),
      metric('ready', [row({ node: 'n1' }, 1), row({ node: 'n2' }, 0)]),
      metric('problem', [row({ node: 'n2', condition: 'DiskPressure' }, 1), row({ node: '', condition: '' }, 0)]),
      metric('cluster_release', [row({ version: '4.17.0' }, null), row({ version: '4.18.3' }, 1)]),
      metric('cluster_infrastructure', [row({ type: 'AWS' }, 1)]),
      metric('operator_available', [row({ operator: 'etcd' }, 1), row({ operator: 'dns' }, 0)]),
      metric('operator_condition', [
        row({ operator: 'etcd', condition: 'Degraded' }, 1),
        row({ operator: 'dns', condition: 'Degraded' }, 0),
        row({ operator: 'dns', condition: 'Progressing' }, 1),
      ]),
    ]),
  )
  expect(facts).toMatchObject({
    version: '4.18.3',
    infrastructure: 'AWS',
    operators: { total: 2, unavailable: ['dns'], degraded: ['etcd'], progressing: ['dns'] },
  })
  expect(facts.nodes).toMatchObject([
    {
      name: 'n1',
      roles: ['control-plane'],
      cpu_cores: 8,
      memory_bytes: 2 ** 34,
      ready: true,
      problems: [],
      os_image: 'CoreOS',
    },
    { name: 'n2', roles: [], cpu_cores: null, ready: false, problems: ['DiskPressure'] },
  ])
})

test('what no metric tells is null, never 0 or ok', () => {
  const facts = read(panel([metric('cluster_node_software', [row({ node: 'n1' }, 1)])]))
  expect(facts).toMatchObject({ version: null, infrastructure: null, api_url: null, operators: null, counts: [] })
  expect(facts.nodes[0]).toMatchObject({ ready: null, cpu_cores: null, schedulable: null })
})

test('scheduling, age, architecture and object counts come from metrics too, and what has none is null', () => {
  const { nodes, counts } = read(
    panel([
      metric('cordoned', [row({ node: 'n1' }, 1), row({ node: 'n2' }, 0)]),
      metric('created', [row({ node: 'n1' }, 1_700_000_000)]),
      metric('cluster_node_architecture', [row({ node: 'n1', architecture: 'arm64' }, 1)]),
      metric('object_count', [
        row({ resource: 'pods' }, 4211),
        row({ resource: 'networkpolicies.networking.k8s.io' }, 7),
        row({ resource: 'services' }, null),
      ]),
    ]),
  )
  expect(nodes).toMatchObject([
    { name: 'n1', schedulable: false, created: '2023-11-14T22:13:20Z', architecture: 'arm64' },
    { name: 'n2', schedulable: true, created: null, architecture: null },
  ])
  expect(counts).toEqual([
    { resource: 'networkpolicies', count: 7 },
    { resource: 'pods', count: 4211 },
  ])
})
