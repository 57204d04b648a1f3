import { type AnalyzerContext, recordingFirst, rowsByField, settle } from '@ocp-perf/analyzer'
import { AppError } from '@ocp-perf/errors'
import type { PanelResult } from '@ocp-perf/panel'
import type { ClusterStatus, StatusReading } from './cluster-status-schema.ts'
import { judgeStatus } from './judge-status.ts'
import { readByEtcdctl } from './read-by-etcdctl.ts'
import { readByGateway } from './read-by-gateway.ts'
import { readFromMetrics, readSignals, statusGroup } from './read-from-metrics.ts'

// Long enough for windows of four scrapes every 30 s, short enough to be called "now".
const recent = '5m'

export interface StatusRequest {
  cluster?: string | undefined
  /** The moment to look at; only metrics know the past. */
  time?: string | undefined
}

/**
 * The state of etcd: from etcd itself where the configuration allows it (JSON gateway, etcdctl), else from metrics.
 * When etcd cannot be asked, metrics answer and a note says why; throws when neither source answers.
 */
export async function readClusterStatus(
  context: AnalyzerContext,
  { cluster, time }: StatusRequest,
  signal: AbortSignal,
): Promise<ClusterStatus> {
  const config = context.clusterConfig(cluster)
  const [panel, live] = await Promise.all([
    settle(context.collect(statusGroup, { cluster, recent, end_time: time, top: 100 }, signal)),
    time === undefined ? settle(readLive(context, cluster, signal)) : undefined,
  ])
  // Connected already, or not to be connected: metrics were asked for above.
  const { value: found } = await settle(context.cluster(cluster, signal))
  const recording = found?.source.recording
  const now = found?.now() ?? context.now()
  const reading = live?.value ?? fromPanel(context, panel.value, recording?.name ?? `Prometheus of ${config.name}`)
  if (reading === undefined) throw live?.error ?? panel.error ?? new AppError('internal', 'etcd was not asked.')
  const signals = panel.value ? readSignals(panel.value, context.catalog) : []
  return judgeStatus({
    cluster: config.name,
    // etcd itself is asked now; the window of metrics ends at the moment that was asked for.
    time: live?.value ? now : (panel.value?.window.end ?? now),
    now,
    recording,
    signalsSince: panel.value?.window.start ?? null,
    reading: {
      ...reading,
      notes: recordingFirst([
        ...reading.notes,
        ...failureNotes(live?.error, panel.error),
        ...(panel.value?.notes ?? []),
      ]),
    },
    signals,
  })
}

/** Asks etcd itself, or says nothing where the configuration names no way to. */
async function readLive(
  context: AnalyzerContext,
  cluster: string | undefined,
  signal: AbortSignal,
): Promise<StatusReading | undefined> {
  const { etcd, kubernetes } = context.clusterConfig(cluster)
  if (etcd) return readByGateway(etcd, signal)
  if (!kubernetes?.exec) return undefined
  const { kube } = await context.connection(cluster, signal)
  if (kube) return readByEtcdctl(kube, signal)
  throw new AppError('invalid_input', 'exec is allowed for this cluster, but it has no Kubernetes API.', {
    hint: 'Set kubernetes.kubeconfig in clusters.yaml, or etcd.endpoints for a bare etcd.',
  })
}

function fromPanel(
  { catalog }: AnalyzerContext,
  panel: PanelResult | undefined,
  readFrom: string,
): StatusReading | undefined {
  if (panel === undefined) return undefined
  const reading = readFromMetrics(rowsByField(panel, catalog), readFrom)
  if (reading.members.length > 0) return reading
  const hint =
    'No etcd was scraped here. Check the cluster and its profile with get_server_health, or name etcd.endpoints in clusters.yaml.'
  return { ...reading, notes: [hint] }
}

function failureNotes(live: AppError | undefined, panel: AppError | undefined): string[] {
  const notes: string[] = []
  if (live)
    notes.push(`etcd itself could not be asked (${live.code}): ${live.message}${live.hint ? ` ${live.hint}` : ''}`)
  if (panel) notes.push(`Metrics could not be read (${panel.code}): ${panel.message}`)
  return notes
}
