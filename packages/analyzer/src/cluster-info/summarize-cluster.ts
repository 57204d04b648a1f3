import { isRecordingNote } from '@ocp-perf/metrics'
import { formatValue } from '@ocp-perf/panel'
import { joinLines } from '../summarize-panel.ts'
import type { ClusterInfo, ClusterNode } from './cluster-info-schema.ts'

/** A cluster as text: verdict first, then sizes, operators, pools, nodes and notes. */
export function summarizeCluster(info: ClusterInfo): string {
  const { cluster, verdict, headline, source, platform, api_url, roles, counts, operators } = info
  const roleText = Object.entries(roles).map(([role, count]) => `${count} ${role}`)
  const known = counts.flatMap(({ resource, count }) => (count === null ? [] : [`${count} ${resource}`]))
  const refused = counts.flatMap(({ resource, reason }) =>
    reason && reason !== 'not installed' ? [`${resource} (${reason})`] : [],
  )
  const lines = [
    ...info.notes.filter(isRecordingNote),
    roleText.length > 0 && `Nodes: ${roleText.join(', ')}`,
    known.length > 0 && `Objects: ${known.join(', ')}`,
    refused.length > 0 && `Not counted: ${refused.join(', ')}`,
    operators &&
      `Operators: ${operators.total}, ${operators.unavailable.length} unavailable, ${operators.degraded.length} degraded, ${operators.progressing.length} progressing`,
    ...info.machine_config_pools.map(
      ({ name, status, updated, machines }) =>
        `Pool ${name}: ${status}, ${updated ?? '–'} of ${machines ?? '–'} updated`,
    ),
    ...info.nodes.map(describeNode),
    info.omitted_nodes > 0 && `… ${info.omitted_nodes} more nodes; raise top.`,
    ...info.notes.filter((note) => !isRecordingNote(note)).map((note) => `Note: ${note}`),
  ]
  const about = [platform, api_url].filter(Boolean).join(', ')
  const where = `${cluster}${about && ` (${about})`}, read from ${source === 'metrics' ? 'metrics' : 'the Kubernetes API'}`
  return joinLines(
    `${verdict}: ${headline}\n${where}`,
    lines.filter((line) => typeof line === 'string'),
  )
}

function describeNode(node: ClusterNode): string {
  const state = node.ready === null ? undefined : node.ready ? 'ready' : 'NOT READY'
  const parts = [
    state,
    node.schedulable === false && 'cordoned',
    ...node.problems,
    node.cpu_cores !== null && formatValue(node.cpu_cores, 'cores'),
    node.memory_bytes !== null && formatValue(node.memory_bytes, 'bytes'),
    node.kubelet_version && `kubelet ${node.kubelet_version}`,
    node.kernel_version && `kernel ${node.kernel_version}`,
  ]
  return `- ${node.name}${node.roles.length > 0 ? ` (${node.roles.join(', ')})` : ''}: ${parts.filter(Boolean).join(', ')}`
}
