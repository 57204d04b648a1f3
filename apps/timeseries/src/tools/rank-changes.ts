import { AppError } from '@ocp-perf/errors'
import { parseTime } from '@ocp-perf/metrics'
import { formatDuration, labelsKey } from '@ocp-perf/promql'
import type { ChangePair, ChangeRanking, RankedChange } from '@ocp-perf/stats'
import { z } from 'zod'
import { figure, finite, moment, relative } from '../answer/figure.ts'
import { answerHead, answerText } from '../answer/head.ts'
import { shareOf, unjudged } from '../answer/rows.ts'
import { answerSchema } from '../answer/schema.ts'
import { seriesNames } from '../answer/series-name.ts'
import { ask } from '../ask/ask.ts'
import { type SourceInput, sourceInput } from '../ask/inputs.ts'
import { readLength } from '../ask/resolve-span.ts'
import { type AskedSeries, pointsIn, type SeriesSet } from '../ask/series-set.ts'
import type { TimeseriesContext } from '../context.ts'
import { type FullTable, numberColumn } from '../full/full-table.ts'
import { seriesTool } from '../series-tool.ts'
import { splitAt } from '../work/tasks.ts'

const rankedSchema = z.object({
  series: z.string(),
  labels: z.record(z.string(), z.string()),
  before: z.number().nullable(),
  after: z.number().nullable(),
  difference: z.number().nullable(),
  ratio: z.number().nullable(),
  /** Difference in robust standard deviations of both sides. */
  effect: z.number().nullable(),
  /** False discovery rate at which this one would just be told. */
  q: z.number().nullable(),
  changed: z.boolean(),
  confidence: z.enum(['high', 'medium', 'low']),
})

/** Both sides of the comparison, series by series. */
interface Compared {
  sets: readonly SeriesSet[]
  labels: readonly AskedSeries['labels'][]
  ranking: ChangeRanking
  /** Series that are there on one side alone. */
  appeared: number
  vanished: number
  /** What the sides are, in words. */
  sides: string
}

export default seriesTool({
  name: 'rank_changes',
  title: 'Which series changed most',
  description:
    'Of many series, those that changed most between two windows: before and after a time (at), or against the same window some time ago (offset). Start wide: all pods, all nodes.',
  input: sourceInput.extend({
    at: z
      .string()
      .max(40)
      .optional()
      .describe('Splits the window in before and after. Default without offset: its middle'),
    offset: z
      .union([z.string().max(40), z.number()])
      .optional()
      .describe('PromQL only: compare with the window that long ago, such as 1d'),
    top: z.int().min(1).max(100).default(10).describe('Series shown'),
  }),
  output: answerSchema.extend({
    ranked: z.array(rankedSchema),
    omitted: z.number(),
    appeared: z.number(),
    vanished: z.number(),
  }),
  timeLimitMs: 120_000,
  compute: async (input, context, signal) =>
    input.offset === undefined
      ? await compareSplit(input, context, signal)
      : await compareOffset(input, readLength(input.offset, 'offset'), context, signal),
  present: ({ sets, labels, ranking, appeared, vanished, sides }, { top }, uri) => {
    const name = seriesNames(labels)
    const changed = ranking.ranked.filter(({ isChanged }) => isChanged)
    const rows = ranking.ranked.slice(0, top).map((each) => rowOf(each, labels[each.index] ?? {}, name))
    const all = ranking.ranked.length + ranking.tooLittle.length
    const tooLittle = unjudged(ranking.tooLittle.length, all)
    const [first] = rows
    return {
      ...answerHead(sets, {
        verdict: changed.length > 0 ? 'watch' : ranking.ranked.length === 0 ? 'unknown' : (tooLittle?.verdict ?? 'ok'),
        headline:
          changed.length > 0 && first !== undefined
            ? `${shareOf(changed.length, all)} changed (${sides}); most ${describeRanked(first)}`
            : ranking.ranked.length === 0
              ? `too little data on both sides to compare any of ${all} series (${sides})`
              : `none of ${all} series changed beyond chance (${sides})`,
        notes: [
          ...(tooLittle === undefined ? [] : [tooLittle.note]),
          ...(appeared > 0 ? [`${appeared} series are there only after.`] : []),
          ...(vanished > 0 ? [`${vanished} series are there only before.`] : []),
        ],
        uri,
      }),
      ranked: rows,
      omitted: ranking.ranked.length - rows.length,
      appeared,
      vanished,
    }
  },
  table: rankedTable,
  summarize: ({ ranked, omitted, ...answer }) =>
    answerText(answer, [
      ...ranked.map((row) => `- ${describeRanked(row)}${row.changed ? '' : ' (within chance)'}`),
      ...(omitted > 0 ? [`… ${omitted} more series.`] : []),
    ]),
})

type Input = SourceInput & { at?: string | undefined }

async function compareSplit(input: Input, context: TimeseriesContext, signal: AbortSignal): Promise<Compared> {
  const set = await ask(input, context, signal)
  const { start, end } = set.window
  const at = input.at === undefined ? start + (end - start) / 2 : parseTime(input.at, set.now, 'at')
  if (!(at > start && at < end) && set.empty === undefined) {
    throw new AppError('invalid_input', `at (${moment(at)}) does not lie inside the window.`, {
      hint: `The window is ${moment(start)} to ${moment(end)}: give an at between, or a longer duration.`,
    })
  }
  const pairs = set.series.map((series) => splitAt(series, at))
  return await ranked([set], set.series, pairs, { sides: `before and after ${moment(at)}`, context, signal })
}

async function compareOffset(
  input: Input,
  offset: number,
  context: TimeseriesContext,
  signal: AbortSignal,
): Promise<Compared> {
  if (input.prometheus_query === undefined) {
    throw new AppError('invalid_input', 'offset moves the window of PromQL, and an InfluxDB query names its own.', {
      hint: 'Ask for both times in one query, and give at as the time that splits them.',
    })
  }
  const after = await ask(input, context, signal)
  const { start, end, step } = after.window
  const moved = { start_time: String(start - offset), end_time: String(end - offset), duration: undefined }
  const before = await ask({ ...input, ...moved, step: step ?? undefined }, context, signal)
  const earlier = new Map(before.series.map((series) => [labelsKey(series.labels), series]))
  const both = after.series.filter(({ labels }) => earlier.has(labelsKey(labels)))
  const none = new Float64Array(0)
  const pairs = both.map(({ labels, values }) => ({
    before: earlier.get(labelsKey(labels))?.values ?? none,
    after: values,
  }))
  const compared = await ranked([after, before], both, pairs, {
    sides: `against ${formatDuration(offset)} earlier`,
    context,
    signal,
  })
  return {
    ...compared,
    appeared: after.series.length - both.length,
    vanished: before.series.length - both.length,
  }
}

async function ranked(
  sets: readonly SeriesSet[],
  series: readonly AskedSeries[],
  pairs: readonly ChangePair[],
  { sides, context, signal }: { sides: string; context: TimeseriesContext; signal: AbortSignal },
): Promise<Compared> {
  const points = sets.reduce((sum, set) => sum + pointsIn(set.series), 0)
  const ranking = await context.kernels.run('rank', { pairs }, { points, signal })
  return { sets, labels: series.map(({ labels }) => labels), ranking, appeared: 0, vanished: 0, sides }
}

type Row = z.infer<typeof rankedSchema>

function rowOf(
  each: RankedChange,
  labels: AskedSeries['labels'],
  name: (labels: AskedSeries['labels']) => string,
): Row {
  const { before, after, difference, ratio, effect, q, isChanged, confidence } = each
  return {
    series: name(labels),
    labels: { ...labels },
    before: finite(before),
    after: finite(after),
    difference: finite(difference),
    ratio: finite(ratio),
    effect: finite(effect),
    q: finite(q),
    changed: isChanged,
    confidence,
  }
}

function describeRanked({ series, before, after, ratio, effect, confidence }: Row): string {
  const share = ratio === null ? '' : ` (${relative(ratio - 1)})`
  return `${series}: ${figure(before)} → ${figure(after)}${share}, ${figure(effect)} deviations, confidence ${confidence}`
}

function rankedTable({ labels, ranking }: Compared): FullTable {
  const rows = ranking.ranked
  const name = seriesNames(labels)
  const number = (column: string, of: (row: RankedChange) => number) => numberColumn(column, rows, of)
  return {
    rows: rows.length,
    columns: [
      { name: 'series', kind: 'text', values: rows.map(({ index }) => name(labels[index] ?? {})) },
      number('before', ({ before }) => before),
      number('after', ({ after }) => after),
      number('difference', ({ difference }) => difference),
      number('effect', ({ effect }) => effect),
      number('q', ({ q }) => q),
      { name: 'changed', kind: 'boolean', values: rows.map(({ isChanged }) => isChanged) },
    ],
  }
}
