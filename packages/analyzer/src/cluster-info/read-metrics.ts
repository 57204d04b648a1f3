import type { PanelResult, Row } from '@ocp-perf/panel'
import type { RowsOf } from '../rows-by-field.ts'
import type { ClusterFacts, ClusterNode, ClusterOperators, ObjectCount } from './cluster-info-schema.ts'

/** The groups of the catalog that describe a cluster. */
export const clusterGroups = ['cluster/nodes', 'cluster/state']

/** What the metrics of those groups tell of a cluster by their values; the rest is in their labels. */
export const clusterFields = [
  'role',
  'cpu_cores',
  'memory_bytes',
  'ready',
  'problem',
  'cordoned',
  'created',
  'object_count',
  'operator_available',
  'operator_condition',
] as const
type ClusterRows = RowsOf<(typeof clusterFields)[number]>

/** Describes a cluster from a panel of its groups; what metrics do not hold (addresses, counts) is null. */
export function readFromMetrics(panel: PanelResult, rowsOf: ClusterRows): ClusterFacts {
  const current: ClusterRows = (field) => rowsOf(field).filter(({ last }) => last !== null)
  const all = panel.metrics.flatMap(({ rows }) => rows.filter(({ last }) => last !== null))
  const label = (name: string) => all.find(({ labels }) => labels[name] !== undefined)?.labels[name] ?? null
  return {
    source: 'metrics',
    version: label('version'),
    infrastructure: label('type'),
    api_url: null,
    nodes: describeNodes(all, current),
    counts: describeCounts(current),
    operators: describeOperators(current),
    machine_config_pools: [],
    notes: ['Read from metrics: addresses and config pools need the Kubernetes API.', ...panel.notes],
  }
}

function describeNodes(all: readonly Row[], rowsOf: ClusterRows): ClusterNode[] {
  const names = new Set(all.flatMap(({ labels }) => labels.node || []))
  return [...names].sort().map((name): ClusterNode => {
    const own = (rows: readonly Row[]) => rows.filter(({ labels }) => labels.node === name)
    const value = (field: Parameters<ClusterRows>[0]) => own(rowsOf(field))[0]?.last ?? null
    const label = (key: string) => own(all).find(({ labels }) => labels[key])?.labels[key] ?? null
    const ready = value('ready')
    const cordoned = value('cordoned')
    const created = value('created')
    return {
      name,
      roles: own(rowsOf('role'))
        .flatMap(({ labels }) => labels.role || [])
        .filter((role) => role !== 'master')
        .sort(),
      cpu_cores: value('cpu_cores'),
      memory_bytes: value('memory_bytes'),
      kubelet_version: label('kubelet_version'),
      os_image: label('os_image'),
      kernel_version: label('kernel_version'),
      container_runtime: label('container_runtime'),
      architecture: label('architecture'),
      ready: ready === null ? null : ready > 0,
      schedulable: cordoned === null ? null : cordoned === 0,
      problems: own(rowsOf('problem')).flatMap(({ labels, last }) => (last ? (labels.condition ?? []) : [])),
      created: created === null ? null : new Date(created * 1000).toISOString().replace('.000Z', 'Z'),
    }
  })
}

/** The API server's counter names a resource with its group: `networkpolicies.networking.k8s.io`. */
function describeCounts(rowsOf: ClusterRows): ObjectCount[] {
  const rows = rowsOf('object_count').map(({ labels, last }) => ({
    resource: labels.resource?.split('.')[0] ?? 'unnamed',
    count: last,
  }))
  return rows.sort((a, b) => a.resource.localeCompare(b.resource))
}

function describeOperators(rowsOf: ClusterRows): ClusterOperators | null {
  const available = rowsOf('operator_available')
  if (available.length === 0) return null
  const nameOf = ({ labels }: Row) => labels.operator ?? 'unnamed'
  const withCondition = (condition: string) =>
    rowsOf('operator_condition')
      .filter(({ labels, last }) => labels.condition === condition && last)
      .map(nameOf)
  return {
    total: available.length,
    unavailable: available.filter(({ last }) => !last).map(nameOf),
    degraded: withCondition('Degraded'),
    progressing: withCondition('Progressing'),
  }
}
