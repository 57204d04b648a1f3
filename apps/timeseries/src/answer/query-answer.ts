import { formatValue } from '@ocp-perf/panel'
import { z } from 'zod'
import { pointsIn, type SeriesSet } from '../ask/series-set.ts'
import { figure } from './figure.ts'
import { answerHead, answerText } from './head.ts'
import { answerSchema, type NextCall, seriesSchema } from './schema.ts'
import { showSeries } from './show-series.ts'
import { describeSeries } from './summarize-series.ts'

/** How much of a query's answer is shown. */
export const shownOfQuery = {
  top: z.int().min(1).max(100).default(10).describe('Series shown, highest latest value first'),
  points: z.int().min(0).max(2_000).default(60).describe('Points in the data over all series; extremes stay'),
}

/** What a query gave: each series in figures. */
export const queryAnswerSchema = answerSchema.extend({ series: z.array(seriesSchema), omitted: z.number() })
export type QueryAnswer = z.infer<typeof queryAnswerSchema>

interface Input extends Record<string, unknown> {
  top: number
  points: number
}

/** The answer of a tool that asks one query. Nothing judges the values of any expression, so the verdict is `unknown`. */
export function answerQuery(tool: string, set: SeriesSet, input: Input, uri: string | null): QueryAnswer {
  const { series, omitted } = showSeries(set, input)
  const samples = pointsIn(set.series)
  const count = `${formatValue(set.series.length, 'count')} series`
  const [first] = series
  const highest =
    first === undefined
      ? ''
      : `, ${series.length > 1 || omitted > 0 ? `highest ${first.name}` : 'now'} ${figure(first.last)}`
  return {
    ...answerHead([set], {
      verdict: 'unknown',
      headline: `${count}, ${formatValue(samples, 'count')} points${highest} (nothing judges an expression)`,
      next: nextCalls(tool, input, { omitted, total: set.series.length, samples }),
      uri,
    }),
    series,
    omitted,
  }
}

const mostTop = 100

function nextCalls(
  tool: string,
  input: Input,
  { omitted, total, samples }: { omitted: number; total: number; samples: number },
): NextCall[] {
  const calls: NextCall[] = []
  if (omitted > 0 && input.top < mostTop) {
    calls.push({ why: `${omitted} more series`, tool, arguments: { ...input, top: Math.min(mostTop, total) } })
  }
  if (tool === 'query_prometheus' && total > mostTop && typeof input.query === 'string') {
    calls.push({ why: 'Only the highest', tool, arguments: { ...input, query: `topk(${mostTop}, ${input.query})` } })
  }
  if (samples > input.points && total === 1) {
    calls.push({ why: 'More of its points', tool, arguments: { ...input, points: Math.min(2_000, samples) } })
  }
  return calls
}

/** The answer as text. */
export function queryText({ series, omitted, ...answer }: QueryAnswer): string {
  const lines = series.map(describeSeries)
  return answerText(answer, omitted > 0 ? [...lines, `… ${omitted} more series.`] : lines)
}
