import { formatValue } from '@ocp-perf/panel'
import { labelsKey } from '@ocp-perf/promql'
import { characterOf, slope } from '@ocp-perf/stats'
import { z } from 'zod'
import { figure, finite, moment } from '../answer/figure.ts'
import { answerHead, answerText } from '../answer/head.ts'
import { answerSchema, seriesSchema } from '../answer/schema.ts'
import { showSeries } from '../answer/show-series.ts'
import { ask } from '../ask/ask.ts'
import { shownInput, sourceInput } from '../ask/inputs.ts'
import { pointsIn, type SeriesSet } from '../ask/series-set.ts'
import { seriesTable } from '../full/series-table.ts'
import { seriesTool } from '../series-tool.ts'

const summarySchema = seriesSchema.omit({ points: true }).extend({
  kind: z.enum(['empty', 'constant', 'two_valued', 'counter', 'varying']),
  /** Restarts of a counter. */
  resets: z.number(),
  /** Growth in an hour, by least squares. */
  per_hour: z.number().nullable(),
  /** Seconds without a point at most, and from when on. */
  longest_gap: z.number().nullable(),
  longest_gap_start: z.number().nullable(),
})

export default seriesTool({
  name: 'get_metrics_summary',
  title: 'Series in figures',
  description:
    'Percentiles, spread, trend, gaps and kind (counter, constant, two-valued) of each series of a query, before judging or joining it.',
  input: sourceInput.extend(shownInput),
  output: answerSchema.extend({ series: z.array(summarySchema), omitted: z.number() }),
  compute: async (input, context, signal) => ({ sets: [await ask(input, context, signal)] as const }),
  present: ({ sets: [set] }, input, uri) => {
    const { series, omitted } = showSeries(set, { top: input.top, points: 0 })
    const shown = series.map(({ points: _, ...summary }) => ({ ...summary, ...characterized(set, summary.labels) }))
    return {
      ...answerHead([set], {
        verdict: 'unknown',
        headline: `${formatValue(set.series.length, 'count')} series, ${formatValue(pointsIn(set.series), 'count')} points (described, not judged)`,
        notes: notesOn(shown),
        next:
          omitted > 0 && input.top < 100
            ? [{ why: `${omitted} more series`, tool: 'get_metrics_summary', arguments: { ...input, top: 100 } }]
            : [],
        uri,
      }),
      series: shown,
      omitted,
    }
  },
  table: ({ sets: [set] }) => seriesTable(set.series),
  summarize: ({ series, omitted, ...answer }) =>
    answerText(answer, [...series.map(describeSummary), ...(omitted > 0 ? [`… ${omitted} more series.`] : [])]),
})

type Summary = z.infer<typeof summarySchema>

function characterized(set: SeriesSet, labels: Summary['labels']) {
  const key = labelsKey(labels)
  const found = set.series.find((series) => labelsKey(series.labels) === key)
  const { times, values } = found ?? { times: new Float64Array(), values: new Float64Array() }
  const { kind, resets, longestGap, longestGapStart } = characterOf({ times, values })
  return {
    kind,
    resets,
    per_hour: finite(slope(times, values) * 3600),
    longest_gap: finite(longestGap),
    longest_gap_start: finite(longestGapStart),
  }
}

function describeSummary(summary: Summary): string {
  const { name, kind, samples, missing, min, p50, p95, p99, max, mean, stddev, per_hour, shape } = summary
  if (kind === 'empty') return `- ${name}: no number`
  const trend = per_hour === null ? '' : `, ${figure(per_hour)} an hour`
  const spread = `min ${figure(min)}, p50 ${figure(p50)}, p95 ${figure(p95)}, p99 ${figure(p99)}, max ${figure(max)}`
  const lost = missing > 0 ? `, ${missing} missing` : ''
  return `- ${name} (${kind.replace('_', '-')}, ${samples} points${lost}): ${spread}; mean ${figure(mean)} ± ${figure(stddev)}${trend} ${shape}`.trimEnd()
}

function notesOn(series: readonly Summary[]): string[] {
  const counters = series.filter(({ kind }) => kind === 'counter')
  const [gap] = [...series].sort((a, b) => (b.longest_gap ?? 0) - (a.longest_gap ?? 0))
  const isGap = gap !== undefined && gap.missing > 0 && gap.longest_gap !== null && gap.longest_gap_start !== null
  return [
    ...(counters.length > 0
      ? [`${counters[0]?.name} only grows, as a counter does: rate(…[5m]) is what to judge or join.`]
      : []),
    ...(isGap
      ? [
          `${gap.name} has no point for ${formatValue(gap.longest_gap, 'seconds')} from ${moment(gap.longest_gap_start ?? 0)} on.`,
        ]
      : []),
  ]
}
