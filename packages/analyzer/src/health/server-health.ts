import { formatValue, worstVerdict } from '@ocp-perf/panel'
import type { AnalyzerContext } from '../context.ts'
import { joinLines } from '../summarize-panel.ts'
import type { ClusterHealth, ServerHealth } from './health-schema.ts'
import { describeHistory, historyHealth } from './history-health.ts'
import { describeUnread, probeCluster } from './probe-cluster.ts'

/** Probes one cluster, or all that are configured, at the same time. */
export async function readServerHealth(
  context: AnalyzerContext,
  cluster: string | undefined,
  signal: AbortSignal,
): Promise<ServerHealth> {
  const names = cluster === undefined ? context.clusterNames : [context.clusterConfig(cluster).name]
  const clusters = await Promise.all(
    names.map((name) =>
      isSpareDump(context, name) && cluster === undefined
        ? describeUnread(context, name, signal)
        : probeCluster(context, name, signal),
    ),
  )
  const { name, version, startedAt } = context.server
  const reachable = clusters.filter(({ prometheus }) => prometheus.reachable).length
  const [first] = clusters
  return {
    verdict: worstVerdict(clusters.map(({ verdict }) => verdict)),
    headline:
      clusters.length === 1 && first !== undefined
        ? `${first.name}: ${first.headline}`
        : `${reachable} of ${clusters.length} clusters reachable`,
    server: { name, version, uptime_seconds: Math.max(0, Math.round(context.now() - startedAt)) },
    history: historyHealth(context),
    clusters,
  }
}

/** A dump beside the current cluster that nobody has asked for yet: reading it takes its time and its part of the memory. */
function isSpareDump({ clusterConfig, clusterNames, opened }: AnalyzerContext, name: string): boolean {
  return clusterConfig(name).file !== undefined && name !== clusterNames[0] && opened(name) === undefined
}

/** Health as text: verdict first, then the server, then each cluster with what it watches. */
export function summarizeHealth({ verdict, headline, server, history, clusters }: ServerHealth): string {
  const { name, version, uptime_seconds } = server
  const head = `${verdict}: ${headline}\n${name} ${version}, up ${formatValue(uptime_seconds, 'seconds')}`
  return joinLines(head, [
    ...clusters.flatMap((cluster) => describeCluster(cluster, clusters.length > 1)),
    ...describeHistory(history),
  ])
}

function describeCluster(cluster: ClusterHealth, withHeadline: boolean): string[] {
  const { name, verdict, headline, prometheus, recording, targets, target_shares, failing_jobs, error, notes } = cluster
  const watched = Object.entries(targets).map(([selector, state]) => {
    const share = target_shares[selector]
    return state === 'up' && share !== undefined
      ? `${selector} ${formatValue(share, 'ratio')} up`
      : `${selector} ${state}`
  })
  const jobs = Object.entries(failing_jobs).map(([job, share]) => `${job} (${formatValue(share, 'ratio')} up)`)
  const lines = [
    withHeadline && `- ${name}: ${verdict}: ${headline}`,
    prometheus.found_by && `${recording === null ? 'Prometheus' : 'Samples'} of ${name}: ${prometheus.found_by}`,
    prometheus.series !== null && `Series: ${formatValue(prometheus.series, 'count')}`,
    watched.length > 0 && `Targets: ${watched.join(', ')}`,
    jobs.length > 0 && `Targets down: ${jobs.join(', ')}`,
    error?.hint && `Next: ${error.hint}`,
    ...notes.map((note) => `Note: ${note}`),
  ]
  return lines.filter((line) => typeof line === 'string')
}
