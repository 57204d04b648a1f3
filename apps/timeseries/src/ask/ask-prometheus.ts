import { type Frame, guardQuery, type PromSource } from '@ocp-perf/promql'
import type { TimeseriesContext } from '../context.ts'
import { whyEmpty } from './emptiness.ts'
import type { SpanInput } from './inputs.ts'
import { namesSpan, resolveSpan } from './resolve-span.ts'
import type { SeriesSet } from './series-set.ts'

export interface PrometheusRequest extends SpanInput {
  query: string
  cluster: string | undefined
  /** Where no part of time is named, the moment is meant and not the last hour. */
  instant?: boolean | undefined
}

/**
 * Any PromQL, over a window or at its end. `bad_query` for what does not parse, `too_large` for what would cost too much,
 * each with the narrower question; an answer without anything in it says why.
 */
export async function askPrometheus(
  request: PrometheusRequest,
  context: TimeseriesContext,
  signal: AbortSignal,
): Promise<SeriesSet> {
  const { query, cluster } = request
  const { name, source, now } = await context.source(cluster, signal)
  const scrapeSeconds = await context.scrapeSeconds(cluster, signal)
  const span = resolveSpan(request, { now: now(), scrapeSeconds, recording: source.recording })
  const isMoment = request.instant === true && !namesSpan(request)
  const window = isMoment ? { ...span, start: span.end } : span
  await guardQuery(query, { window, source, scrapeIntervalSeconds: scrapeSeconds, signal })
  const frame = isMoment
    ? await source.instant(query, { time: span.end, signal })
    : await source.range(query, window, { signal })
  return {
    kind: 'prometheus',
    source: name,
    query,
    window: isMoment ? { start: span.end, end: span.end, step: null } : window,
    now: now(),
    series: frame.series,
    empty: await whyEmpty(query, frame.series, source, { signal }),
    partial: frame.partial,
    notes: notesOn(frame, source),
  }
}

function notesOn({ warnings, partial, series }: Frame, { recording }: PromSource): string[] {
  const histograms = series.filter((one) => one.values.length === 0 && one.histograms !== undefined).length
  return [
    ...(recording === undefined ? [] : [`Read from ${recording.name}, whose end counts as now.`]),
    ...(recording?.warnings ?? []),
    ...warnings,
    ...(partial ? ['Part of the data was out of reach, so that what is missing here may exist.'] : []),
    ...(histograms > 0
      ? [`${histograms} series are native histograms and have no values; use histogram_quantile or histogram_avg.`]
      : []),
  ]
}
