import { AppError } from '@ocp-perf/errors'
import type { AnalyzerContext, Cluster } from '../context.ts'
import { rowsByField } from '../rows-by-field.ts'
import { type Settled, settle } from '../settle.ts'
import type { ClusterFacts, ClusterInfo } from './cluster-info-schema.ts'
import { judgeCluster } from './judge-cluster.ts'
import { readFromKubernetes } from './read-kubernetes.ts'
import { clusterGroups, readFromMetrics } from './read-metrics.ts'

/**
 * Describes a cluster from its API server, or from metrics where there is none or it lets nobody in. What one of the two
 * tells stays when the other is out of reach; throws only when neither answers.
 */
export async function readClusterInfo(
  context: AnalyzerContext,
  request: { cluster?: string | undefined; top: number },
  signal: AbortSignal,
): Promise<ClusterInfo> {
  const { name } = context.clusterConfig(request.cluster)
  const { kube } = await context.connection(name, signal)
  const [objects, cluster] = await Promise.all([
    kube ? settle(readFromKubernetes(kube, signal)) : undefined,
    settle(context.cluster(name, signal)),
  ])
  const facts = await joinFacts(context, { objects, cluster }, signal)
  const platform = cluster.value?.platform.profile
  return judgeCluster({ cluster: name, platform, recording: cluster.value?.source.recording, top: request.top }, facts)
}

interface Sources {
  /** What the API server told; undefined where none is known. */
  objects: Settled<ClusterFacts> | undefined
  cluster: Settled<Cluster>
}

async function joinFacts(
  context: AnalyzerContext,
  { objects, cluster }: Sources,
  signal: AbortSignal,
): Promise<ClusterFacts> {
  const known = objects?.value
  // Without the nodes the rest is little; metrics may still know them.
  if (known && known.nodes.length > 0) return cluster.error ? withNote(known, cluster.error) : known
  const metrics = cluster.error ? cluster : await settle(readMetrics(context, cluster.value, signal))
  if (metrics.error) {
    if (known) return withNote(known, metrics.error)
    throw neither(metrics.error, objects?.error)
  }
  if (known) {
    const { nodes, operators, notes } = metrics.value
    return { ...known, nodes, operators: known.operators ?? operators, notes: [...known.notes, ...notes] }
  }
  const reason = objects?.error ? [`The Kubernetes API could not be read ${because(objects.error)}`] : []
  return { ...metrics.value, notes: [...reason, ...metrics.value.notes] }
}

// Nodes are counted from the rows, so none may be left out; the source's own limit on a reply bounds them.
const everyRow = Number.MAX_SAFE_INTEGER

async function readMetrics(context: AnalyzerContext, { name }: Cluster, signal: AbortSignal): Promise<ClusterFacts> {
  const panel = await context.collect(clusterGroups, { cluster: name, recent: '15m', top: everyRow }, signal)
  return readFromMetrics(panel, rowsByField(panel, context.catalog))
}

function withNote(facts: ClusterFacts, error: AppError): ClusterFacts {
  return { ...facts, notes: [...facts.notes, `Prometheus could not be read ${because(error)}`] }
}

function neither(metrics: AppError, objects: AppError | undefined): AppError {
  if (objects === undefined) return metrics
  const { code, message, hint, retryable } = metrics
  return new AppError(code, `${message} The Kubernetes API could not be read either ${because(objects)}`, {
    ...(hint === undefined ? {} : { hint }),
    retryable,
    cause: metrics,
  })
}

const because = ({ code, message }: AppError) => `(${code}): ${message}`
