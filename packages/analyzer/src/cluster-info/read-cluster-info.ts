import type { AnalyzerContext, Cluster } from '../context.ts'
import { rowsByField } from '../rows-by-field.ts'
import { settle } from '../settle.ts'
import type { ClusterFacts, ClusterInfo } from './cluster-info-schema.ts'
import { judgeCluster } from './judge-cluster.ts'
import { readFromKubernetes } from './read-kubernetes.ts'
import { clusterGroups, readFromMetrics } from './read-metrics.ts'

/** Describes a cluster from its API server, or from metrics where there is none or it lets nobody in. */
export async function readClusterInfo(
  context: AnalyzerContext,
  request: { cluster?: string | undefined; top: number },
  signal: AbortSignal,
): Promise<ClusterInfo> {
  const cluster = await context.cluster(request.cluster, signal)
  const facts = await readFacts(context, cluster, signal)
  return judgeCluster({ cluster: cluster.name, platform: cluster.platform.profile, top: request.top }, facts)
}

async function readFacts(context: AnalyzerContext, cluster: Cluster, signal: AbortSignal): Promise<ClusterFacts> {
  const { kube } = cluster.connection
  const { value, error } = kube ? await settle(readFromKubernetes(kube, signal)) : {}
  // Without the nodes the rest is little; metrics may still know them.
  if (value && value.nodes.length > 0) return value
  const panel = await context.collect(clusterGroups, { cluster: cluster.name, duration: '15m', top: 100 }, signal)
  const facts = readFromMetrics(panel, rowsByField(panel, context.catalog))
  if (value) {
    const { notes, ...rest } = value
    const { nodes, operators } = facts
    return { ...rest, nodes, operators: rest.operators ?? operators, notes: [...notes, ...facts.notes] }
  }
  const reason = error ? [`The Kubernetes API could not be read (${error.code}): ${error.message}`] : []
  return { ...facts, notes: [...reason, ...facts.notes] }
}
