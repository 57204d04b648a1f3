import { AppError } from '@ocp-perf/errors'
import { formatDuration } from '@ocp-perf/promql'
import { aggregates, characterOf, fillWays, joinWays } from '@ocp-perf/stats'
import { z } from 'zod'
import { figure, finite, moment } from '../answer/figure.ts'
import { answerHead, answerText } from '../answer/head.ts'
import { answerSchema, seriesSchema } from '../answer/schema.ts'
import { seriesNames } from '../answer/series-name.ts'
import { describeSeries, summarizeSeries } from '../answer/summarize-series.ts'
import { ask } from '../ask/ask.ts'
import { type SourceInput, sourceInput, zoneInput } from '../ask/inputs.ts'
import { readLength } from '../ask/resolve-span.ts'
import { pointsIn, type SeriesSet, samplesOf } from '../ask/series-set.ts'
import type { TimeseriesContext } from '../context.ts'
import type { FullTable } from '../full/full-table.ts'
import type { JoinedSides, JoinRequest } from '../join/join-sides.ts'
import { notesOnJoin } from '../join/notes-on-join.ts'
import { seriesTool } from '../series-tool.ts'

const columnSchema = seriesSchema.omit({ points: true }).extend({ side: z.enum(['prometheus', 'influxdb']) })

interface Result {
  sets: readonly SeriesSet[]
  request: JoinRequest
  joined: JoinedSides
  columns: readonly { name: string; side: SeriesSet['kind']; labels: Readonly<Record<string, string>> }[]
}

export default seriesTool({
  name: 'aggregate_time_series',
  title: 'Join and aggregate',
  description:
    'Put the series of PromQL and of InfluxDB on one grid and join them by time. One query alone is only aggregated. Rows in full behind the link.',
  input: sourceInput.extend({
    join_type: z
      .enum([...joinWays, 'asof'])
      .default('outer')
      .describe('asof: the latest InfluxDB value before each Prometheus time'),
    time_tolerance: z
      .union([z.string().max(40), z.number()])
      .optional()
      .describe('Of asof: how old a value may be. Default one bucket'),
    aggregation_freq: z
      .union([z.string().max(40), z.number()])
      .optional()
      .describe('Length of a bucket, such as 1m or 1d. Default: the coarser spacing of both'),
    agg_function: z.enum(aggregates).default('mean').describe('Of each bucket; rate is that of a counter'),
    fill: z.enum(fillWays).default('none').describe('What stands in gaps'),
    zone: zoneInput,
    rows: z.int().min(0).max(200).default(12).describe('Rows in the answer, the latest ones'),
  }),
  output: answerSchema.extend({
    join_type: z.string(),
    bucket_seconds: z.number().nullable(),
    total_rows: z.number(),
    /** Rows with a value of both sides, or of one alone, before gaps were filled. */
    matched: z.object({ both: z.number(), prometheus_only: z.number(), influxdb_only: z.number() }),
    columns: z.array(columnSchema),
    omitted_columns: z.number(),
    /** Time, then a value for each column. */
    rows: z.array(z.array(z.number().nullable())),
  }),
  timeLimitMs: 120_000,
  compute: joinQueries,
  present: ({ sets, request, joined, columns }, { rows }, uri) => {
    const { times, both, leftOnly, rightOnly } = joined
    const window = spanOf(times, request.step)
    const shown = columns.slice(0, mostColumns).map(({ side, name, labels }, index) => {
      const series = { labels, times, values: joined.columns[index] ?? new Float64Array(times.length) }
      const { points: _, ...summary } = summarizeSeries(series, window, { name, points: 0 })
      return { ...summary, side }
    })
    const isJoin = sets.length > 1
    const bucket = request.step === undefined ? 'no buckets' : `buckets of ${formatDuration(request.step)}`
    return {
      ...answerHead(sets, {
        verdict: 'unknown',
        headline: isJoin
          ? `${times.length} rows (${request.how}, ${bucket}, ${request.aggregate}): ${both} with both sides, ${leftOnly} of Prometheus alone, ${rightOnly} of InfluxDB alone`
          : `${times.length} rows of ${columns.length} series (${bucket}, ${request.aggregate})`,
        notes: notesOnJoin(sets, request, joined),
        uri,
      }),
      join_type: isJoin ? request.how : 'none',
      bucket_seconds: request.step ?? null,
      total_rows: times.length,
      matched: { both, prometheus_only: leftOnly, influxdb_only: rightOnly },
      columns: shown,
      omitted_columns: columns.length - shown.length,
      rows: latestRows(joined, rows, shown.length),
    }
  },
  table: ({ joined, columns }): FullTable => ({
    rows: joined.times.length,
    columns: [
      { name: 'time', kind: 'time', values: joined.times },
      ...columns.map(({ side, name }, index) => ({
        name: `${side}: ${name}`,
        kind: 'number' as const,
        values: joined.columns[index] ?? new Float64Array(joined.times.length),
      })),
    ],
  }),
  summarize: ({ columns, omitted_columns, rows, ...answer }) =>
    answerText(answer, [
      ...columns.map((column) => describeSeries({ ...column, name: `${column.side} ${column.name}`, points: [] })),
      ...(omitted_columns > 0 ? [`… ${omitted_columns} more columns.`] : []),
      ...(rows.length > 0 ? ['Latest rows:'] : []),
      ...rows.slice(-mostLines).map(([time, ...values]) => `${moment(time ?? 0)}  ${values.map(figure).join('  ')}`),
    ]),
})

const mostColumns = 20
const mostLines = 6

type Input = SourceInput & {
  join_type: JoinRequest['how']
  time_tolerance?: string | number | undefined
  aggregation_freq?: string | number | undefined
  agg_function: JoinRequest['aggregate']
  fill: JoinRequest['fill']
  zone?: string | undefined
}

async function joinQueries(input: Input, context: TimeseriesContext, signal: AbortSignal): Promise<Result> {
  const { prometheus_query, influxdb_query, ...rest } = input
  if (prometheus_query === undefined && influxdb_query === undefined) {
    throw new AppError('invalid_input', 'No query is given.', {
      hint: 'Give prometheus_query, influxdb_query, or both to join.',
    })
  }
  const sets = await Promise.all([
    ...(prometheus_query === undefined ? [] : [ask({ ...rest, prometheus_query }, context, signal)]),
    ...(influxdb_query === undefined ? [] : [ask({ ...rest, influxdb_query }, context, signal)]),
  ])
  const [left, right] = [sideOf(sets, 'prometheus'), sideOf(sets, 'influxdb')]
  const request = requestOf(input, sets)
  const points = sets.reduce((sum, set) => sum + pointsIn(set.series), 0)
  const joined = await context.kernels.run(
    'join',
    { left: left.map(samplesOf), right: right.map(samplesOf), request },
    { points, signal },
  )
  const columns = sets.flatMap(({ kind, series }) => {
    const name = seriesNames(series.map(({ labels }) => labels))
    return series.map(({ labels }) => ({ name: name(labels), side: kind, labels }))
  })
  return { sets, request, joined, columns }
}

function sideOf(sets: readonly SeriesSet[], kind: SeriesSet['kind']) {
  return sets.filter((set) => set.kind === kind).flatMap(({ series }) => series)
}

function requestOf(input: Input, sets: readonly SeriesSet[]): JoinRequest {
  const {
    join_type: how,
    aggregation_freq: frequency,
    time_tolerance: age,
    agg_function: aggregate,
    fill,
    zone,
  } = input
  const step = frequency === undefined ? coarserSpacing(sets) : readLength(frequency, 'aggregation_freq')
  const tolerance = age === undefined ? (step ?? Number.POSITIVE_INFINITY) : readLength(age, 'time_tolerance')
  return { how, step, aggregate, tolerance, fill, zone }
}

/** The spacing of the series that has the fewest points for its time: on that grid no side has made-up points. */
function coarserSpacing(sets: readonly SeriesSet[]): number | undefined {
  const spacings = sets.flatMap(({ series }) => series.map((one) => characterOf(one).spacing)).filter(Number.isFinite)
  const widest = Math.max(...spacings)
  return widest > 0 && Number.isFinite(widest) ? Math.max(1, Math.round(widest)) : undefined
}

function spanOf(times: Float64Array, step: number | undefined): SeriesSet['window'] {
  const [start = 0, end = 0] = [times[0], times.at(-1)]
  return { start, end, step: step ?? null }
}

function latestRows({ times, columns }: JoinedSides, rows: number, shown: number): (number | null)[][] {
  const from = Math.max(0, times.length - rows)
  return Array.from(times.subarray(from), (time, offset) => [
    time,
    ...columns.slice(0, shown).map((column) => finite(column[from + offset])),
  ])
}
