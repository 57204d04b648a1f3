import { formatValue } from '@ocp-perf/panel'
import { type Crossing, crossing, type Forecast, forecastMethods } from '@ocp-perf/stats'
import { z } from 'zod'
import { figure, finite, moment } from '../answer/figure.ts'
import { answerHead, answerText } from '../answer/head.ts'
import { shareOf, unjudged } from '../answer/rows.ts'
import { answerSchema } from '../answer/schema.ts'
import { seriesNames } from '../answer/series-name.ts'
import { ask } from '../ask/ask.ts'
import { sourceInput, zoneInput } from '../ask/inputs.ts'
import { readLength } from '../ask/resolve-span.ts'
import { pointsIn, type SeriesSet, samplesOf } from '../ask/series-set.ts'
import { seriesTable } from '../full/series-table.ts'
import { seriesTool } from '../series-tool.ts'

const forecastSchema = z.object({
  series: z.string(),
  labels: z.record(z.string(), z.string()),
  method: z.string(),
  why: z.string(),
  last: z.number().nullable(),
  /** At the end of the horizon, with its interval. */
  end: z.object({
    time: z.number(),
    mean: z.number().nullable(),
    low: z.number().nullable(),
    high: z.number().nullable(),
  }),
  /** When it goes beyond the limit; null times: not within the horizon. */
  crossing: z
    .object({
      time: z.number().nullable(),
      earliest: z.number().nullable(),
      latest: z.number().nullable(),
      already: z.boolean(),
    })
    .nullable(),
  /** Error of the method on the last known values, in units of "as the step before", and share inside its intervals. */
  backtest: z.object({ mase: z.number().nullable(), coverage: z.number() }).nullable(),
})

interface Result {
  sets: readonly [SeriesSet]
  forecasts: readonly Forecast[]
  crossings: readonly (Crossing | undefined)[]
}

export default seriesTool({
  name: 'forecast',
  title: 'What comes',
  description:
    'Project each series ahead with an interval, and say when it reaches a limit: when is the disk or the database full?',
  input: sourceInput.extend({
    horizon: z
      .union([z.string().max(40), z.number()])
      .default('1d')
      .describe('How far ahead, such as 6h or 30d'),
    limit: z.number().optional().describe('A value whose crossing is asked for'),
    side: z.enum(['above', 'below']).default('above').describe('Which side of the limit is meant'),
    method: z.enum(['auto', ...forecastMethods]).default('auto'),
    level: z.number().min(0.5).max(0.999).default(0.95).describe('Share of cases inside the interval'),
    zone: zoneInput,
    top: z.int().min(1).max(100).default(10).describe('Series shown'),
  }),
  output: answerSchema.extend({ horizon_seconds: z.number(), forecasts: z.array(forecastSchema), omitted: z.number() }),
  timeLimitMs: 120_000,
  compute: async (input, context, signal): Promise<Result> => {
    const set = await ask(input, context, signal)
    const { method, level, zone, limit, side } = input
    const options = {
      method,
      level,
      horizonSeconds: readLength(input.horizon, 'horizon'),
      ...(zone === undefined ? {} : { zone }),
    }
    const series = set.series.map(samplesOf)
    const forecasts = await context.kernels.run(
      'forecast',
      { series, options },
      { points: pointsIn(set.series), signal },
    )
    const crossings = forecasts.map((one) =>
      limit === undefined || one.status === 'too_little_data' ? undefined : crossing(one, limit, side),
    )
    return { sets: [set], forecasts, crossings }
  },
  present: ({ sets, forecasts, crossings }, input, uri) => {
    const [set] = sets
    const name = seriesNames(set.series.map(({ labels }) => labels))
    const all = forecasts.flatMap((one, index) => {
      const labels = set.series[index]?.labels ?? {}
      return one.status === 'judged'
        ? [rowOf(one, crossings[index], { series: name(labels), labels: { ...labels } })]
        : []
    })
    all.sort((a, b) => soonest(a) - soonest(b) || (b.end.mean ?? 0) - (a.end.mean ?? 0))
    const shown = all.slice(0, input.top)
    const tooLittle = unjudged(forecasts.length - all.length, forecasts.length)
    return {
      ...answerHead(sets, {
        ...concluded(all, input, forecasts.length),
        notes: [
          ...(tooLittle === undefined ? [] : [tooLittle.note]),
          ...new Set(forecasts.flatMap(({ notes }) => notes)),
        ],
        uri,
      }),
      horizon_seconds: readLength(input.horizon, 'horizon'),
      forecasts: shown,
      omitted: all.length - shown.length,
    }
  },
  table: ({ sets: [set], forecasts }) =>
    seriesTable(
      forecasts.map(({ times, mean }, index) => ({ labels: set.series[index]?.labels ?? {}, times, values: mean })),
      (_, index) => [
        { name: 'low', kind: 'number', values: forecasts[index]?.low ?? new Float64Array(0) },
        { name: 'high', kind: 'number', values: forecasts[index]?.high ?? new Float64Array(0) },
      ],
    ),
  summarize: ({ forecasts, omitted, ...answer }) =>
    answerText(answer, [...forecasts.map(describeRow), ...(omitted > 0 ? [`… ${omitted} more series.`] : [])]),
})

type Row = z.infer<typeof forecastSchema>
type Face = Pick<Row, 'series' | 'labels'>

function rowOf(
  { method, why, last, times, mean, low, high, backtest }: Forecast,
  crossed: Crossing | undefined,
  face: Face,
): Row {
  return {
    ...face,
    method,
    why,
    last: finite(last.value),
    end: {
      time: times.at(-1) ?? last.time,
      mean: finite(mean.at(-1)),
      low: finite(low.at(-1)),
      high: finite(high.at(-1)),
    },
    crossing: crossed === undefined ? null : { ...crossed },
    backtest: backtest === undefined ? null : { mase: finite(backtest.mase), coverage: backtest.coverage },
  }
}

/** What is beyond the limit comes first, then what reaches it first, then what may. */
function soonest({ crossing: crossed }: Row): number {
  if (crossed === null) return Number.POSITIVE_INFINITY
  return crossed.already ? Number.NEGATIVE_INFINITY : (crossed.time ?? crossed.earliest ?? Number.MAX_VALUE)
}

/** Without a limit nothing judges what comes. With one, what is sure to come is `watch`, and what has come is `degraded`. */
function concluded(
  rows: readonly Row[],
  { limit, side }: { limit?: number | undefined; side: 'above' | 'below' },
  all: number,
): { verdict: 'ok' | 'watch' | 'degraded' | 'unknown'; headline: string } {
  const [first] = rows
  if (first === undefined) return { verdict: 'unknown', headline: `too little data to project any of ${all} series` }
  if (limit === undefined)
    return { verdict: 'unknown', headline: `${describeEnd(first)} (no limit was given to judge by)` }
  const already = rows.filter(({ crossing: crossed }) => crossed?.already)
  const coming = rows.filter(({ crossing: crossed }) => crossed !== null && !crossed.already && crossed.time !== null)
  const possible = rows.filter(
    ({ crossing: crossed }) => crossed !== null && crossed.time === null && crossed.earliest !== null,
  )
  const what = `${side} ${figure(limit)}`
  if (already.length > 0)
    return { verdict: 'degraded', headline: `${shareOf(already.length, all)} is ${what} already: ${first.series}` }
  if (coming.length > 0)
    return { verdict: 'watch', headline: `${shareOf(coming.length, all)} will be ${what}: ${describeCrossing(first)}` }
  if (possible.length > 0)
    return { verdict: 'watch', headline: `${shareOf(possible.length, all)} may be ${what}: ${describeCrossing(first)}` }
  return rows.length < all
    ? { verdict: 'unknown', headline: `none of the series that could be projected reaches ${figure(limit)}` }
    : { verdict: 'ok', headline: `no series is ${what} within the horizon; ${describeEnd(first)}` }
}

function describeEnd({ series, end }: Row): string {
  return `${series} at ${moment(end.time)}: ${figure(end.mean)} (${figure(end.low)} to ${figure(end.high)})`
}

function describeCrossing({ series, crossing: crossed }: Row): string {
  if (crossed === null) return series
  const when = crossed.time === null ? 'not expected' : `expected ${moment(crossed.time)}`
  const earliest = crossed.earliest === null ? '' : `, at the earliest ${moment(crossed.earliest)}`
  const latest = crossed.latest === null ? '' : `, at the latest ${moment(crossed.latest)}`
  return `${series} ${when}${earliest}${latest}`
}

function describeRow(row: Row): string {
  const { method, backtest, crossing: crossed } = row
  const reach =
    crossed !== null && (crossed.time !== null || crossed.earliest !== null)
      ? `; ${crossed.already ? 'beyond the limit now' : describeCrossing(row).slice(row.series.length + 1)}`
      : ''
  const tested =
    backtest === null
      ? ''
      : ` [${method}, tested: ${formatValue(backtest.coverage, 'ratio')} of the last values inside]`
  return `- ${describeEnd(row)}${reach}${tested === '' ? ` [${method}]` : tested}`
}
