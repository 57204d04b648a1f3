import type { AnalyzerContext } from '@ocp-perf/analyzer'
import { memberNodes, type WindowRequest } from '@ocp-perf/metrics'
import type { PanelResult } from '@ocp-perf/panel'

export interface NodesRequest extends WindowRequest {
  cluster?: string | undefined
  nodes: 'etcd' | 'all'
  top: number
}

/** Measures groups that are keyed by node, on the nodes that run etcd where the platform knows them. */
export async function collectNodes(
  context: AnalyzerContext,
  groups: readonly string[],
  { nodes, cluster: name, ...request }: NodesRequest,
  signal: AbortSignal,
): Promise<PanelResult> {
  const { collector, platform } = await context.cluster(name, signal)
  const wanted = nodes === 'all' ? [] : memberNodes(platform.view())
  const only = wanted.length > 0 ? { node: wanted } : undefined
  const { panel } = await collector.group(groups, { ...request, only, nodes: wanted }, signal)
  if (nodes === 'all') return panel
  const note =
    only === undefined
      ? 'Which nodes run etcd is not known here, so all nodes are shown.'
      : `Only nodes that run etcd: ${wanted.join(', ')}. Ask for nodes "all" to see the others.`
  return { ...panel, notes: [note, ...panel.notes] }
}
