import { AppError } from '@ocp-perf/errors'
import type { PromSource, RangeWindow } from '../source.ts'
import { pointsOf } from '../split-range.ts'
import { formatDuration } from './duration.ts'
import { type ParsedQuery, type ParsedSelector, parseQuery } from './parse-query.ts'

export interface QueryLimits {
  /** Samples that one query may read, over all its selectors. */
  maxSamples: number
  /** Series that one selector may match. */
  maxSeries: number
}

/**
 * `maxSamples` is Prometheus' own `--query.max-samples`; a query that passes here can still be refused there, which
 * counts what is in memory at once.
 */
export const defaultQueryLimits: QueryLimits = { maxSamples: 50_000_000, maxSeries: 50_000 }

export interface GuardOptions {
  /** An instant query is a window without length. */
  window: RangeWindow
  /** Counts the series of each selector before the query is asked. */
  source?: Pick<PromSource, 'instant'> | undefined
  /** Replaces counting by `source`. */
  estimateSeries?: ((selector: string, signal?: AbortSignal) => Promise<number>) | undefined
  /** Seconds between two samples of a series. Default 30, as OpenShift's monitoring stack scrapes. */
  scrapeIntervalSeconds?: number | undefined
  limits?: Partial<QueryLimits> | undefined
  signal?: AbortSignal | undefined
}

export interface GuardedQuery {
  query: ParsedQuery
  /** Samples that the query reads, by estimate; each selector counts as one series where nothing counts them. */
  samples: number
}

/**
 * Refuses a query that would cost too much before it is asked: a selector that selects nothing in particular, one that
 * matches too many series, or steps × range ÷ scrape interval × series over the limit.
 *
 * @throws AppError `bad_query` when it does not parse, `too_large` with how to narrow it.
 */
export async function guardQuery(text: string, options: GuardOptions): Promise<GuardedQuery> {
  const query = await parseQuery(text)
  for (const selector of query.selectors) refuseUnselective(selector)
  const limits = { ...defaultQueryLimits, ...options.limits }
  const series = await Promise.all(query.selectors.map((selector) => seriesOf(selector, options)))
  let samples = 0
  for (const [index, selector] of query.selectors.entries()) {
    const count = series[index] ?? 1
    if (count > limits.maxSeries) throw tooManySeries(selector, count, limits.maxSeries)
    samples += count * samplesPerSeries(selector, options)
  }
  if (samples > limits.maxSamples) throw tooManySamples(samples, limits.maxSamples, options)
  return { query, samples }
}

function refuseUnselective(selector: ParsedSelector): void {
  if (selector.selective) return
  throw new AppError('too_large', `The selector ${selector.text} would read every series that there is.`, {
    hint: 'Begin it with a metric name, or add a matcher such as namespace="openshift-etcd"; =~".+" and != do not narrow.',
  })
}

async function seriesOf({ text }: ParsedSelector, options: GuardOptions): Promise<number> {
  const { source, estimateSeries, signal, window } = options
  if (estimateSeries !== undefined) return await estimateSeries(text, signal)
  if (source === undefined) return 1
  const { series } = await source.instant(`count(${text})`, { time: window.end, signal })
  return series[0]?.values[0] ?? 0
}

/**
 * Steps × samples per step. A subquery is evaluated once over the window that it needs, and its points are then read
 * once more at each step of what surrounds it.
 */
function samplesPerSeries({ rangeSeconds, subqueries }: ParsedSelector, options: GuardOptions): number {
  const { window, scrapeIntervalSeconds = 30 } = options
  let span = window.end - window.start
  let { step } = window
  let samples = 0
  for (const { rangeSeconds: range, stepSeconds } of subqueries) {
    // A length that is only known to the server is at most about the window.
    const length = Math.max(0, range ?? span)
    const inner = Math.max(0.001, stepSeconds ?? (stepSeconds === null ? step : scrapeIntervalSeconds))
    samples += stepsIn(span, step) * (length / inner)
    span += length
    step = inner
  }
  const range = rangeSeconds === undefined ? 0 : Math.max(0, rangeSeconds ?? span)
  return samples + stepsIn(span, step) * Math.max(1, range / scrapeIntervalSeconds)
}

function stepsIn(span: number, step: number): number {
  return span === 0 ? 1 : pointsOf({ start: 0, end: span, step })
}

function tooManySeries({ text }: ParsedSelector, count: number, limit: number): AppError {
  return new AppError('too_large', `The selector ${text} matches ${count} series; ${limit} are allowed.`, {
    hint: 'Add label matchers, for example a namespace, a node or a job.',
  })
}

function tooManySamples(samples: number, limit: number, { window }: GuardOptions): AppError {
  const { start, end, step } = window
  const factor = Math.ceil(samples / limit)
  const wider = formatDuration(Math.max(step, 1) * factor)
  const shorter = formatDuration(Math.max(60, Math.floor((end - start) / factor)))
  const over = `about ${Math.round(samples / 1e6)} million samples; ${Math.round(limit / 1e6)} million are allowed`
  const hint =
    end > start
      ? `Use a step of ${wider} or more, or a window of ${shorter} or less; shorter [ranges] and more label matchers help too.`
      : 'Shorten the [ranges] in the query, or add label matchers.'
  return new AppError('too_large', `The query would read ${over}.`, { hint })
}
