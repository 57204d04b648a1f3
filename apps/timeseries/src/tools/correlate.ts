import { AppError } from '@ocp-perf/errors'
import type { Correlation } from '@ocp-perf/stats'
import { z } from 'zod'
import { figure, finite } from '../answer/figure.ts'
import { answerHead, answerText } from '../answer/head.ts'
import { answerSchema } from '../answer/schema.ts'
import { seriesNames } from '../answer/series-name.ts'
import { ask } from '../ask/ask.ts'
import { promqlText, type SourceInput, sourceInput } from '../ask/inputs.ts'
import { readLength } from '../ask/resolve-span.ts'
import { type AskedSeries, pointsIn, type SeriesSet, samplesOf } from '../ask/series-set.ts'
import type { TimeseriesContext } from '../context.ts'
import { type FullTable, numberColumn } from '../full/full-table.ts'
import { seriesTool } from '../series-tool.ts'

/** More pairs than anyone reads, and seconds of work. */
const mostPairs = 400

const pairSchema = z.object({
  a: z.string(),
  b: z.string(),
  /** Positive: b follows a by so many seconds. */
  lag_seconds: z.number(),
  r: z.number().nullable(),
  spearman: z.number().nullable(),
  /** Of the steps from one value to the next: what two trends do not have in common. */
  r_of_differences: z.number().nullable(),
  p: z.number().nullable(),
  samples: z.number(),
  related: z.boolean(),
  notes: z.array(z.string()),
})

interface Result {
  sets: readonly [SeriesSet, SeriesSet]
  pairs: readonly (readonly [AskedSeries, AskedSeries])[]
  found: readonly Correlation[]
}

export default seriesTool({
  name: 'correlate',
  title: 'What goes with what',
  description:
    'Whether series of two queries move together, which one follows the other and by how long. Two of PromQL, or PromQL and InfluxDB. A relation is no cause.',
  input: sourceInput.extend({
    with_prometheus_query: promqlText
      .optional()
      .describe('The second PromQL, where influxdb_query is not the other side'),
    maximum_lag: z
      .union([z.string().max(40), z.number()])
      .default('10m')
      .describe('How far one may follow the other'),
    top: z.int().min(1).max(100).default(10).describe('Pairs shown'),
  }),
  output: answerSchema.extend({ pairs: z.array(pairSchema), omitted: z.number() }),
  timeLimitMs: 120_000,
  compute: async (input, context, signal): Promise<Result> => {
    const sets = await askBoth(input, context, signal)
    const pairs = sets[0].series.flatMap((one) => sets[1].series.map((other) => [one, other] as const))
    refuseTooManyPairs(pairs.length, sets)
    const plain = pairs.map(([one, other]) => [samplesOf(one), samplesOf(other)] as const)
    const options = { maximumLagSeconds: readLength(input.maximum_lag, 'maximum_lag') }
    const points = pairs.reduce((sum, pair) => sum + pointsIn(pair), 0)
    return { sets, pairs, found: await context.kernels.run('correlate', { pairs: plain, options }, { points, signal }) }
  },
  present: (result, { top }, uri) => {
    const rows = rowsOf(result)
    const related = rows.filter((row) => row.related)
    const judged = result.found.filter(({ status }) => status === 'judged').length
    const [first] = rows
    const shown = rows.slice(0, top)
    return {
      ...answerHead(result.sets, {
        verdict: 'unknown',
        headline:
          related.length > 0 && first !== undefined
            ? `${related.length} of ${rows.length} pairs move together; most ${describePair(first)}`
            : judged === 0
              ? `none of ${rows.length} pairs could be compared: too few shared points, or series that do not move`
              : `none of ${rows.length} pairs moves together beyond chance`,
        uri,
      }),
      pairs: shown,
      omitted: rows.length - shown.length,
    }
  },
  table: pairTable,
  summarize: ({ pairs, omitted, ...answer }) =>
    answerText(answer, [
      ...pairs.map(
        (row) =>
          `- ${describePair(row)}${row.related ? '' : ' (within chance)'}${row.notes.map((note) => ` ${note}`).join('')}`,
      ),
      ...(omitted > 0 ? [`… ${omitted} more pairs.`] : []),
    ]),
})

type Input = SourceInput & { with_prometheus_query?: string | undefined }

async function askBoth(input: Input, context: TimeseriesContext, signal: AbortSignal): Promise<[SeriesSet, SeriesSet]> {
  const { with_prometheus_query: second, prometheus_query: first, influxdb_query: influx, ...rest } = input
  if (first === undefined || (second === undefined) === (influx === undefined)) {
    throw new AppError('invalid_input', 'Two queries are compared, and these are not two.', {
      hint: 'Give prometheus_query, and with_prometheus_query or influxdb_query beside it.',
    })
  }
  const one = ask({ ...rest, prometheus_query: first }, context, signal)
  const other = ask(
    second === undefined ? { ...rest, influxdb_query: influx } : { ...rest, prometheus_query: second },
    context,
    signal,
  )
  return await Promise.all([one, other])
}

function refuseTooManyPairs(pairs: number, sets: readonly SeriesSet[]): void {
  if (pairs <= mostPairs) return
  const [one = 0, other = 0] = sets.map(({ series }) => series.length)
  throw new AppError('too_large', `${one} × ${other} series are ${pairs} pairs; ${mostPairs} are compared at most.`, {
    hint: 'Aggregate one side (sum, max, quantile), or take topk(10, …) of it; rank_changes finds which series are worth it.',
  })
}

type Row = z.infer<typeof pairSchema>

function rowsOf({ sets, pairs, found }: Result): Row[] {
  const names = sets.map(({ series }) => seriesNames(series.map(({ labels }) => labels)))
  const rows = pairs.map(([one, other], index): Row => {
    const each = found[index]
    return {
      a: names[0]?.(one.labels) ?? '',
      b: names[1]?.(other.labels) ?? '',
      lag_seconds: finite(each?.lagSeconds) ?? 0,
      r: finite(each?.r),
      spearman: finite(each?.spearman),
      r_of_differences: finite(each?.rOfDifferences),
      p: finite(each?.p),
      samples: each?.samples ?? 0,
      related: each?.isRelated ?? false,
      notes: [...(each?.notes ?? [])],
    }
  })
  return rows.sort((a, b) => Number(b.related) - Number(a.related) || Math.abs(b.r ?? 0) - Math.abs(a.r ?? 0))
}

function describePair({ a, b, r, lag_seconds: lag, p, samples }: Row): string {
  const follows = lag === 0 ? 'at the same time' : lag > 0 ? `b follows by ${lag} s` : `a follows by ${-lag} s`
  return `${a} and ${b}: r ${figure(r)}, ${follows} (p ${figure(p)}, ${samples} shared points)`
}

function pairTable(result: Result): FullTable {
  const rows = rowsOf(result)
  const number = (name: string, of: (row: Row) => number | null) =>
    numberColumn(name, rows, (row) => of(row) ?? Number.NaN)
  return {
    rows: rows.length,
    columns: [
      { name: 'a', kind: 'text', values: rows.map(({ a }) => a) },
      { name: 'b', kind: 'text', values: rows.map(({ b }) => b) },
      number('lag_seconds', ({ lag_seconds: lag }) => lag),
      number('r', ({ r }) => r),
      number('spearman', ({ spearman }) => spearman),
      number('p', ({ p }) => p),
      { name: 'related', kind: 'boolean', values: rows.map(({ related }) => related) },
    ],
  }
}
