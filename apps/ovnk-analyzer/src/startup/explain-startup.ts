import { formatValue, isBad, type MetricResult, type PanelResult, type Verdict, worstVerdict } from '@ocp-perf/panel'
import { stageMetrics, stageTimes } from './stages.ts'
import type { NodeStartup, StageTime, Startup } from './startup-schema.ts'

/** Nodes that are told; the slowest stand first. */
const nodesTold = 10
/** Metrics whose limits decide whether pod starts are slow. */
const judged = ['kubelet_pod_start_p99', 'ovn_pod_creation_p99', 'ovn_cni_error_ratio']

/** Metrics that an explanation asks for. */
export const startupMetrics = [...stageMetrics, ...judged.filter((id) => !stageMetrics.includes(id))]

/** Takes pod starts apart by node and stage. Asks nothing of any source. */
export function explainStartup({ cluster, window, metrics, notes }: PanelResult): Startup {
  const byId = new Map(metrics.map((metric) => [metric.id, metric]))
  const nodes = nodesOf(metrics)
    .map((node) => explainNode(node, byId))
    .sort((a, b) => (b.total ?? 0) - (a.total ?? 0))
  const verdict = verdictOf(byId, nodes)
  return {
    cluster,
    window,
    verdict,
    headline: headlineOf(verdict, nodes, byId),
    nodes: nodes.slice(0, nodesTold),
    omitted: Math.max(0, nodes.length - nodesTold),
    missing: metrics.flatMap(({ rows, title, reason }) =>
      rows.length === 0 ? [{ what: title, why: reason ?? 'no pod was started in this window' }] : [],
    ),
    notes,
  }
}

type Metrics = ReadonlyMap<string, MetricResult>

function nodesOf(metrics: readonly MetricResult[]): string[] {
  return [...new Set(metrics.flatMap(({ rows }) => rows.flatMap(({ labels }) => labels.node ?? [])))].sort()
}

function explainNode(node: string, metrics: Metrics): NodeStartup {
  const times = stageTimes((metric) => secondsOn(node, metrics.get(metric)))
  const total =
    secondsOn(node, metrics.get('kubelet_pod_run_p99')) ?? secondsOn(node, metrics.get('kubelet_pod_start_p99'))
  const [slowest] = [...times].sort((a, b) => (b.seconds ?? 0) - (a.seconds ?? 0))
  const isKnown = slowest !== undefined && (slowest.seconds ?? 0) > 0
  return { node, total: total ?? null, stages: times, slowest: isKnown ? slowest.id : null }
}

/**
 * The time of a metric on a node over most of the window (its 95th percentile). With a central control plane a stage has no
 * row of the node: then it is that of the slowest row there is.
 */
function secondsOn(node: string, metric: MetricResult | undefined): number | undefined {
  const rows = metric?.rows ?? []
  const own = rows.filter(({ labels }) => labels.node === node)
  const isCentral = own.length === 0 && metric !== undefined && metric.id.startsWith('ovn_pod_')
  const values = (isCentral ? rows : own).flatMap(({ p95 }) => p95 ?? [])
  return values.length === 0 ? undefined : Math.max(...values)
}

function verdictOf(metrics: Metrics, nodes: readonly NodeStartup[]): Verdict {
  const known = judged.flatMap((id) => metrics.get(id)?.rows.map(({ verdict }) => verdict) ?? [])
  const worst = worstVerdict(known)
  if (isBad(worst)) return worst
  return nodes.every(({ slowest }) => slowest === null) ? 'no_data' : worst === 'no_data' ? 'unknown' : worst
}

function headlineOf(verdict: Verdict, [first, ...others]: readonly NodeStartup[], metrics: Metrics): string {
  if (verdict === 'no_data' || first === undefined || first.slowest === null)
    return 'No pod start was measured in this window'
  const stage = first.stages.find(({ id }) => id === first.slowest)
  const errors = metrics.get('ovn_cni_error_ratio')?.rows.find((row) => isBad(row.verdict))
  const share = errors === undefined ? '' : `; CNI requests fail on ${errors.labels.node ?? 'a node'}`
  const alike = others.filter(
    ({ slowest, total }) => slowest === first.slowest && (total ?? 0) > (first.total ?? 0) / 2,
  )
  const also = alike.length === 0 ? '' : ` (and on ${alike.length} more alike)`
  const start = isBad(verdict) ? 'Pods start slowly' : 'Pods start in time'
  return `${start}; on ${first.node}${also} most of it goes into ${sayStage(stage)}${share}`
}

function sayStage(stage: StageTime | undefined): string {
  if (stage === undefined) return 'no stage in particular'
  return `${stage.title} (${formatValue(stage.seconds, 'seconds')}, ${stage.by})`
}
