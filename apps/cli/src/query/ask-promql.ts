import type { ClusterSource } from '@ocp-perf/analyzer'
import { AppError, nearNames } from '@ocp-perf/errors'
import { type Catalog, parseDuration, resolveWindow } from '@ocp-perf/metrics'
import { type Frame, guardQuery } from '@ocp-perf/promql'
import type { QueryAnswer, QueryRequest } from './answer.ts'

/** Any PromQL over a window, or at its end. A bare word that no series is named after is told apart from an empty answer. */
export async function askPromql(
  request: QueryRequest,
  cluster: ClusterSource,
  catalog: Catalog,
  signal: AbortSignal,
): Promise<QueryAnswer> {
  const { source } = cluster
  const { duration, start_time, end_time } = request
  const span = resolveWindow({ duration, start_time, end_time }, cluster.now(), {
    recording: source.recording,
    // Nothing is known of what an expression reads, so only the number of points limits the step.
    scrapeSeconds: 1,
  })
  const step = request.step === undefined ? span.step : parseDuration(request.step)
  const window = { start: request.instant ? span.end : span.start, end: span.end, step }
  await guardQuery(request.query, { window, source, signal })
  const frame = request.instant
    ? await source.instant(request.query, { time: span.end, signal })
    : await source.range(request.query, window, { signal })
  if (frame.series.length === 0) await refuseUnknownName(request.query, cluster, catalog, signal)
  return answerOf(request, cluster, request.instant ? { ...window, step: undefined } : window, frame)
}

function answerOf(
  { query }: QueryRequest,
  cluster: ClusterSource,
  window: QueryAnswer['window'],
  { series, warnings, partial }: Frame,
): QueryAnswer {
  const { name, source } = cluster
  const none = { unit: undefined, panel: undefined, metric: undefined }
  return { query, cluster: name, recording: source.recording, window, ...none, series, warnings, partial }
}

/** Only for a bare name, which is most often a slip of the fingers: a whole expression may well have no answer. */
async function refuseUnknownName(query: string, { source }: ClusterSource, catalog: Catalog, signal: AbortSignal) {
  const name = query.trim()
  if (!/^[A-Za-z_:][\w:]*$/.test(name)) return
  const names = await source.labelValues('__name__', {}, { signal })
  if (names.includes(name)) return
  const ids = [...catalog.groups.values()].flatMap(({ metrics }) => metrics.map(({ id }) => id))
  const near = nearNames(name, [...ids, ...names])
  throw new AppError('not_found', `Neither the catalog nor ${cluster(source)} has a metric ${JSON.stringify(name)}.`, {
    hint: near.length > 0 ? `Did you mean ${near.join(', ')}?` : 'Give a catalog id (see docs/metrics.md) or PromQL.',
  })
}

function cluster({ recording }: ClusterSource['source']): string {
  return recording === undefined ? 'this Prometheus' : recording.name
}
