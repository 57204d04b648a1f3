import type { Dropped, InfluxAnswer } from '@ocp-perf/influx'
import type { TimeseriesContext } from '../context.ts'
import { onlyNan } from './emptiness.ts'
import type { SpanInput } from './inputs.ts'
import { resolveSpan } from './resolve-span.ts'
import type { AskedSeries, Emptiness, SeriesSet } from './series-set.ts'

export interface InfluxRequest extends SpanInput {
  query: string
  influxdb: string | undefined
  bucket: string | undefined
  org: string | undefined
}

/** What InfluxDB gave, and the rows of what is no series, as of `SHOW MEASUREMENTS`. */
export interface InfluxSet extends SeriesSet {
  table: NonNullable<InfluxAnswer['table']> | undefined
}

/** Only where a query says $timeFilter or v.timeRangeStart does the window of a call matter; no scrape limits its step. */
const finestStep = 1

/**
 * Any reading query of InfluxDB. The window of the answer is what its points span: Flux and InfluxQL say themselves which part
 * of time they are about. Throws as the source does: `invalid_input` for a query that could write, `not_found`, `unauthorized` …
 */
export async function askInflux(
  request: InfluxRequest,
  { influx, now }: TimeseriesContext,
  signal: AbortSignal,
): Promise<InfluxSet> {
  const { query, influxdb, bucket, org } = request
  const at = now()
  const { start, end } = resolveSpan(request, { now: at, scrapeSeconds: finestStep, recording: undefined })
  const answer = await influx.source(influxdb).query({ query, bucket, org, start, end }, { signal })
  const series = answer.series.map(({ labels, times, values }) => ({ labels, times, values }))
  return {
    kind: 'influxdb',
    source: influx.nameOf(influxdb),
    query,
    window: { ...spanOf(series, at), step: null },
    now: at,
    series,
    table: answer.table,
    empty: answer.table === undefined ? whyEmpty(series) : undefined,
    partial: answer.partial,
    notes: [
      ...answer.warnings,
      ...(answer.partial ? ['InfluxDB cut its answer short: what is missing here may exist.'] : []),
      ...describeDropped(answer.dropped),
    ],
  }
}

function describeDropped({ texts, untimed, repeated }: Dropped): string[] {
  return [
    ...(texts > 0 ? [`${texts} texts where a number was wanted are left out.`] : []),
    ...(untimed > 0 ? [`${untimed} rows without a time are left out.`] : []),
    ...(repeated > 0
      ? [`${repeated} points had the time of another one of their series; the last of them counts.`]
      : []),
  ]
}

function whyEmpty(series: readonly AskedSeries[]): Emptiness | undefined {
  if (series.length > 0) return onlyNan(series)
  return { kind: 'no_series', reason: 'the query has no points; list_influxdb_measurements shows what there is' }
}

function spanOf(series: readonly AskedSeries[], now: number): { start: number; end: number } {
  let start = Number.POSITIVE_INFINITY
  let end = Number.NEGATIVE_INFINITY
  for (const { times } of series) {
    start = Math.min(start, times[0] ?? start)
    end = Math.max(end, times.at(-1) ?? end)
  }
  return end >= start ? { start, end } : { start: now, end: now }
}
