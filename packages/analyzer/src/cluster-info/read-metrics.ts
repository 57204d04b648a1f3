import type { PanelResult, Row } from '@ocp-perf/panel'
import type { ClusterFacts, ClusterNode, ClusterOperators } from './cluster-info-schema.ts'

/** The groups of the catalog that describe a cluster. */
export const clusterGroups = ['cluster/nodes', 'cluster/state']

/** The metrics of those groups whose value, and not their labels alone, says something. */
export const clusterMetrics = {
  role: 'cluster_node_role',
  cores: 'cluster_node_cores',
  memory: 'cluster_node_memory',
  ready: 'cluster_node_ready',
  problem: 'cluster_node_problem',
  available: 'cluster_operator_available',
  condition: 'cluster_operator_condition',
} as const

/** Describes a cluster from a panel of its groups; what metrics do not hold (addresses, counts) is null. */
export function readFromMetrics(panel: PanelResult): ClusterFacts {
  const rows = new Map(panel.metrics.map(({ id, rows }) => [id, rows.filter(({ last }) => last !== null)]))
  const all = [...rows.values()].flat()
  const label = (name: string) => all.find(({ labels }) => labels[name] !== undefined)?.labels[name] ?? null
  return {
    source: 'metrics',
    version: label('version'),
    infrastructure: label('type'),
    api_url: null,
    nodes: describeNodes(all, (metric) => rows.get(metric) ?? []),
    counts: [],
    operators: describeOperators((metric) => rows.get(metric) ?? []),
    machine_config_pools: [],
    notes: ['Read from metrics: object counts, scheduling and config pools need the Kubernetes API.', ...panel.notes],
  }
}

type RowsOf = (metric: string) => readonly Row[]

function describeNodes(all: readonly Row[], rowsOf: RowsOf): ClusterNode[] {
  const names = new Set(all.flatMap(({ labels }) => labels.node || []))
  return [...names].sort().map((name): ClusterNode => {
    const own = (rows: readonly Row[]) => rows.filter(({ labels }) => labels.node === name)
    const value = (metric: string) => own(rowsOf(metric))[0]?.last ?? null
    const label = (key: string) => own(all).find(({ labels }) => labels[key])?.labels[key] ?? null
    const ready = value(clusterMetrics.ready)
    return {
      name,
      roles: own(rowsOf(clusterMetrics.role))
        .flatMap(({ labels }) => labels.role || [])
        .filter((role) => role !== 'master')
        .sort(),
      cpu_cores: value(clusterMetrics.cores),
      memory_bytes: value(clusterMetrics.memory),
      kubelet_version: label('kubelet_version'),
      os_image: label('os_image'),
      kernel_version: label('kernel_version'),
      container_runtime: label('container_runtime'),
      architecture: null,
      ready: ready === null ? null : ready > 0,
      schedulable: null,
      problems: own(rowsOf(clusterMetrics.problem)).flatMap(({ labels, last }) =>
        last ? (labels.condition ?? []) : [],
      ),
      created: null,
    }
  })
}

function describeOperators(rowsOf: RowsOf): ClusterOperators | null {
  const available = rowsOf(clusterMetrics.available)
  if (available.length === 0) return null
  const nameOf = ({ labels }: Row) => labels.operator ?? 'unnamed'
  const withCondition = (condition: string) =>
    rowsOf(clusterMetrics.condition)
      .filter(({ labels, last }) => labels.condition === condition && last)
      .map(nameOf)
  return {
    total: available.length,
    unavailable: available.filter(({ last }) => !last).map(nameOf),
    degraded: withCondition('Degraded'),
    progressing: withCondition('Progressing'),
  }
}
