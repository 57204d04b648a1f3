import { type ServerHealth, settle } from '@ocp-perf/analyzer'
import type { AppError } from '@ocp-perf/errors'
import { formatValue } from '@ocp-perf/panel'
import type { TimeseriesContext } from '../context.ts'

type ClusterHealth = ServerHealth['clusters'][number]

/** Samples that are older than this are of a Prometheus that scrapes no more, or of a slow one. */
const staleSeconds = 300

/** Asks a source of PromQL who it is and how fresh it is; which platform it watches is no matter here. Failures are part of the answer. */
export async function probePrometheus(
  context: TimeseriesContext,
  name: string,
  signal: AbortSignal,
): Promise<ClusterHealth> {
  const [connection, opened] = await Promise.all([
    settle(context.connection(name, signal)),
    settle(context.source(name, signal)),
  ])
  const unknown = {
    name,
    recording: null,
    platform: null,
    targets: {},
    target_shares: {},
    newest_sample_seconds: null,
    failing_jobs: {},
    notes: [...(connection.value?.warnings ?? [])],
  }
  const foundBy = connection.value?.foundBy ?? null
  const failed = ({ code, message, hint }: AppError): ClusterHealth => ({
    ...unknown,
    verdict: 'critical',
    headline: message,
    prometheus: { reachable: false, found_by: foundBy, version: null, latency_seconds: null, series: null },
    error: { code, message, ...(hint === undefined ? {} : { hint }) },
  })
  if (opened.error) return failed(opened.error)
  const { source, now } = opened.value
  const begun = performance.now()
  const build = await settle(source.buildInfo({ signal }))
  if (build.error) return failed(build.error)
  const latency = (performance.now() - begun) / 1000
  const [tsdb, newest] = await Promise.all([
    settle(source.tsdbStatus({ signal })),
    settle(source.instant('time() - max(timestamp(up))', { time: now(), signal })),
  ])
  const age = newest.value?.series[0]?.values[0] ?? null
  const { recording } = source
  const version = `${build.value.application} ${build.value.version}`
  const isStale = recording === undefined && age !== null && age > staleSeconds
  return {
    ...unknown,
    verdict: isStale ? 'degraded' : 'ok',
    headline: [
      recording === undefined ? `${version} answers in ${formatValue(latency, 'seconds')}` : `reads ${recording.name}`,
      ...(age === null ? ['nothing is scraped'] : [`newest sample ${formatValue(age, 'seconds')} old`]),
    ].join(', '),
    prometheus: {
      reachable: true,
      found_by: foundBy,
      version,
      latency_seconds: latency,
      series: tsdb.value?.seriesCount ?? null,
    },
    recording: recording === undefined ? null : { name: recording.name, start: recording.start, end: recording.end },
    newest_sample_seconds: age,
  }
}
