import { AppError, nearNames } from '@ocp-perf/errors'
import { formatValue, verdictSchema } from '@ocp-perf/panel'
import { escapeRegex, type PromSource, selector } from '@ocp-perf/promql'
import { z } from 'zod'
import { moment } from '../answer/figure.ts'
import { tool } from '../context.ts'

const metricSchema = z.object({
  name: z.string(),
  /** counter, gauge, histogram, summary; null where the server does not say. */
  type: z.string().nullable(),
  unit: z.string().nullable(),
  help: z.string().nullable(),
  /** Series that have a sample now. */
  series: z.number(),
})

export default tool({
  name: 'list_prometheus_metrics',
  title: 'Metrics of a Prometheus',
  description:
    'Which metrics a Prometheus has, by a part of their name, with type, help and how many series each has now.',
  effect: 'read',
  input: z.strictObject({
    match: z.string().max(200).default('').describe('Part of a name, or words: "etcd fsync"'),
    limit: z.int().min(1).max(200).default(30),
    cursor: z.string().max(300).optional().describe('next_cursor of the answer before'),
    cluster: z.string().max(100).optional().describe('Default: the current one'),
  }),
  output: z.object({
    verdict: verdictSchema,
    headline: z.string(),
    source: z.string(),
    now: z.number(),
    metrics: z.array(metricSchema),
    total: z.number(),
    next_cursor: z.string().nullable(),
  }),
  run: async ({ match, limit, cursor, cluster }, context, signal) => {
    const { name, source, now } = await context.source(cluster, signal)
    const all = await source.labelValues('__name__', {}, { signal })
    const fitting = [...all].sort().filter((each) => fits(each, match))
    const from = cursor === undefined ? 0 : startAfter(fitting, cursor)
    const page = fitting.slice(from, from + limit)
    const metrics = await describe(page, source, now(), signal)
    const last = page.at(-1)
    return {
      verdict: page.length > 0 ? ('unknown' as const) : ('no_data' as const),
      headline: headlineOf({ match, fitting: fitting.length, all, name }),
      source: name,
      now: now(),
      metrics,
      total: fitting.length,
      next_cursor: from + page.length < fitting.length && last !== undefined ? last : null,
    }
  },
  summarize: ({ verdict, headline, now, metrics, next_cursor, total }) =>
    [
      `${verdict}: ${headline}`,
      ...metrics.map(
        ({ name, type, series, help }) =>
          `${name} (${type ?? 'type unknown'}, ${series} series)${help ? `: ${short(help)}` : ''}`,
      ),
      ...(next_cursor === null
        ? []
        : [`… of ${total}; go on with cursor ${JSON.stringify(next_cursor)}, or match more words.`]),
      `Now is ${moment(now)}.`,
    ].join('\n'),
})

function fits(name: string, match: string): boolean {
  const lower = name.toLowerCase()
  return match
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word))
}

/** Names are sorted, so that a cursor holds even when metrics came or went between two pages. */
function startAfter(names: readonly string[], cursor: string): number {
  const at = names.findIndex((name) => name > cursor)
  if (at >= 0) return at
  throw new AppError('invalid_input', 'This cursor is behind the last metric.', {
    hint: 'Leave cursor out to begin anew.',
  })
}

async function describe(page: readonly string[], source: PromSource, time: number, signal: AbortSignal) {
  if (page.length === 0) return []
  const [metadata, counts] = await Promise.all([
    source.metadata(undefined, { signal }),
    countSeries(page, source, time, signal),
  ])
  return page.map((name) => {
    const known = metadata.get(name) ?? metadata.get(name.replace(/_(bucket|sum|count|total)$/, ''))
    return {
      name,
      type: known?.type || null,
      unit: known?.unit || null,
      help: known?.help || null,
      series: counts.get(name) ?? 0,
    }
  })
}

async function countSeries(names: readonly string[], source: PromSource, time: number, signal: AbortSignal) {
  const any = selector(undefined, [{ label: '__name__', op: '=~', value: names.map(escapeRegex).join('|') }])
  const { series } = await source.instant(`count by (__name__) (${any})`, { time, signal })
  return new Map(series.map(({ labels, values }) => [labels.__name__ ?? '', values[0] ?? 0]))
}

function headlineOf({
  match,
  fitting,
  all,
  name,
}: {
  match: string
  fitting: number
  all: readonly string[]
  name: string
}) {
  if (fitting > 0)
    return `${formatValue(fitting, 'count')} of ${formatValue(all.length, 'count')} metrics of ${name} fit`
  if (all.length === 0) return `${name} has no metrics: nothing is scraped, or everything is older than its retention`
  const near = nearNames(match.trim(), all)
  return `no metric of ${name} fits ${JSON.stringify(match)}${near.length > 0 ? `; did you mean ${near.join(', ')}?` : ''}`
}

function short(help: string): string {
  return help.length > 90 ? `${help.slice(0, 89)}…` : help
}
