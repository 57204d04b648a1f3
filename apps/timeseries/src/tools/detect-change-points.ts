import { type ChangePoints, changeMethods, type LevelChange } from '@ocp-perf/stats'
import { z } from 'zod'
import { figure, finite, moment, relative } from '../answer/figure.ts'
import { answerHead, answerText } from '../answer/head.ts'
import { shareOf, unjudged } from '../answer/rows.ts'
import { answerSchema } from '../answer/schema.ts'
import { seriesNames } from '../answer/series-name.ts'
import { ask } from '../ask/ask.ts'
import { sourceInput } from '../ask/inputs.ts'
import { pointsIn, type SeriesSet, samplesOf } from '../ask/series-set.ts'
import { seriesTable } from '../full/series-table.ts'
import { seriesTool } from '../series-tool.ts'

const changeSchema = z.object({
  series: z.string(),
  labels: z.record(z.string(), z.string()),
  /** Of the first point of the new level, unix seconds. */
  time: z.number(),
  before: z.number().nullable(),
  after: z.number().nullable(),
  difference: z.number().nullable(),
  ratio: z.number().nullable(),
  direction: z.enum(['up', 'down']),
  confidence: z.enum(['high', 'medium', 'low']),
  reason: z.string(),
})

interface Result {
  sets: readonly [SeriesSet]
  found: readonly ChangePoints[]
}

export default seriesTool({
  name: 'detect_change_points',
  title: 'When the level changed',
  description:
    'Times at which the level of a series changed for good, with the levels before and after. Spikes are for detect_anomalies.',
  input: sourceInput.extend({
    method: z
      .enum(changeMethods)
      .optional()
      .describe('Default binary-segmentation; e-divisive for runs of a benchmark'),
    direction: z.enum(['both', 'up', 'down']).default('both'),
    minimum_change: z.number().min(0).max(10).default(0.05).describe('Smallest change that counts; 0.05 is 5 %'),
    top: z.int().min(1).max(100).default(10).describe('Changes shown'),
  }),
  output: answerSchema.extend({
    method: z.string(),
    baseline: z.string(),
    changes: z.array(changeSchema),
    omitted: z.number(),
  }),
  timeLimitMs: 120_000,
  compute: async (input, context, signal): Promise<Result> => {
    const set = await ask(input, context, signal)
    const { method, direction, minimum_change: minimumChange } = input
    const options = { direction, minimumChange, ...(method === undefined ? {} : { method }) }
    const series = set.series.map(samplesOf)
    const points = pointsIn(set.series)
    return { sets: [set], found: await context.kernels.run('changePoints', { series, options }, { points, signal }) }
  },
  present: ({ sets, found }, { top }, uri) => {
    const [set] = sets
    const name = seriesNames(set.series.map(({ labels }) => labels))
    const all = set.series.flatMap(({ labels }, index) =>
      (found[index]?.points ?? []).map((point) => ({ point, row: rowOf(point, name(labels), labels) })),
    )
    all.sort((a, b) => Math.abs(b.point.delta) - Math.abs(a.point.delta) || a.point.p - b.point.p)
    const changed = found.filter(({ points }) => points.length > 0).length
    const tooLittle = unjudged(found.filter(({ status }) => status === 'too_little_data').length, found.length)
    const [first] = all
    const shown = all.slice(0, top).map(({ row }) => row)
    return {
      ...answerHead(sets, {
        verdict: first !== undefined ? 'watch' : (tooLittle?.verdict ?? 'ok'),
        headline:
          first === undefined
            ? `no change of level in ${shareOf(found.length, found.length)}`
            : `${shareOf(changed, found.length)} changed level, ${all.length} changes; clearest ${describeChange(first.row)}`,
        notes: [...(tooLittle === undefined ? [] : [tooLittle.note]), ...new Set(found.flatMap(({ notes }) => notes))],
        uri,
      }),
      method: found[0]?.method ?? 'none',
      baseline: found[0]?.baseline ?? '',
      changes: shown,
      omitted: all.length - shown.length,
    }
  },
  table: ({ sets: [set], found }) =>
    seriesTable(set.series, ({ times }, index) => [
      { name: 'level', kind: 'number', values: levelsOf(found[index], times.length) },
    ]),
  summarize: ({ changes, omitted, ...answer }) =>
    answerText(answer, [
      ...changes.map((change) => `- ${describeChange(change)} (${change.confidence}: ${change.reason})`),
      ...(omitted > 0 ? [`… ${omitted} more changes.`] : []),
    ]),
})

type ChangeRow = z.infer<typeof changeSchema>

function rowOf(point: LevelChange, series: string, labels: Readonly<Record<string, string>>): ChangeRow {
  const { time, before, after, difference, ratio, direction, confidence, reason } = point
  return {
    series,
    labels: { ...labels },
    time,
    before: finite(before),
    after: finite(after),
    difference: finite(difference),
    ratio: finite(ratio),
    direction,
    confidence,
    reason,
  }
}

function describeChange({ series, time, before, after, ratio }: ChangeRow): string {
  const share = ratio === null ? '' : ` (${relative(ratio - 1)})`
  return `${series} at ${moment(time)}: ${figure(before)} → ${figure(after)}${share}`
}

/** The level that each point belongs to. */
function levelsOf(found: ChangePoints | undefined, length: number): Float64Array {
  const levels = new Float64Array(length).fill(Number.NaN)
  for (const { from, to, level } of found?.segments ?? []) levels.fill(level, from, to + 1)
  return levels
}
