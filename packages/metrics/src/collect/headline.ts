import { formatValue, isBad, type Row, type Verdict, type Window } from '@ocp-perf/panel'
import type { Metric } from '../catalog-schema.ts'
import { type Limits, limitFor } from './judge.ts'
import { rowName, worstValue } from './rows.ts'

export interface HeadlineOptions {
  metric: Metric
  limits: Limits | undefined
  /** One of more than a day makes times carry their date. */
  window: Window
  /** The rows that were beyond the limit of their verdict at the window's end. */
  ongoing: ReadonlySet<Row>
}

const shownBad = 3
const shownNames = 3
const day = 86_400

/**
 * One sentence on a metric that stands alone: the worst row with its value, limit, share of the window, onset and
 * whether it lasts, the other bad rows briefly, then what was fine.
 */
export function metricHeadline(rows: readonly Row[], options: HeadlineOptions): string {
  const { metric, limits } = options
  if (limits === undefined) return `${metric.title}: ${latestValues(rows, metric)} (latest; no published limit)`
  const bad = rows.filter(({ verdict }) => isBad(verdict))
  const [worst, ...others] = bad
  const parts: string[] = []
  if (worst !== undefined) {
    parts.push(worstSentence(worst, limits, options))
    for (const row of others.slice(0, shownBad - 1)) {
      parts.push(join(rowName(row, metric), `${row.verdict}, ${extreme(row, metric)}${outcomeText(row, options)}`))
    }
    if (others.length >= shownBad) parts.push(`${others.length - shownBad + 1} more beyond a limit`)
  }
  const good = rows.filter(({ verdict }) => verdict === 'ok')
  if (good.length > 0) parts.push(goodSentence(good, bad.length > 0, limits, metric))
  const silent = rows.filter(({ verdict }) => verdict === 'no_data')
  if (silent.length > 0) parts.push(join(names(silent, metric), 'no data'))
  return `${metric.title}: ${parts.join('; ')}`
}

/** `07:31:15Z`, with its date where the window is longer than a day. */
export function clockTime(seconds: number, spanSeconds: number): string {
  const text = new Date(Math.floor(seconds) * 1000).toISOString().replace('.000Z', 'Z')
  return spanSeconds > day ? text.replace('T', ' ') : text.slice('2026-01-01T'.length)
}

/** `m1`, `m1 and m2`, `m1, m2 and m3`, `m1, m2, m3 and 4 more`. */
export function list(items: readonly string[]): string {
  if (items.length <= 1) return items[0] ?? ''
  if (items.length <= shownNames) return `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`
  return `${items.slice(0, shownNames).join(', ')} and ${items.length - shownNames} more`
}

function worstSentence(row: Row, limits: Limits, options: HeadlineOptions): string {
  const { metric } = options
  const share = row.over === null ? '' : ` for ${shareText(row.over)} of the window`
  const sentence = `${row.verdict}, ${extreme(row, metric)}${limitText(limits, row.verdict, metric)}${share}`
  return join(rowName(row, metric), `${sentence}${onsetText(row, options)}${outcomeText(row, options)}`)
}

/** Trouble at the first point of the window may be of any age. */
function onsetText({ since }: Row, { window }: HeadlineOptions): string {
  if (since === null) return ''
  return ` since ${since <= window.start ? 'before ' : ''}${clockTime(since, window.end - window.start)}`
}

/** Whether a bad row still is: if not, its latest value tells how far it recovered. */
function outcomeText(row: Row, { metric, ongoing }: HeadlineOptions): string {
  if (ongoing.has(row)) return ', still'
  return row.last === null ? ', now no sample' : `, now ${formatValue(row.last, metric.unit)}`
}

function goodSentence(rows: readonly Row[], besideBad: boolean, limits: Limits, metric: Metric): string {
  const values = rows.map((row) => worstValue(row, metric)).filter((value) => value !== null)
  const bound = metric.better === 'higher' ? Math.min(...values) : Math.max(...values)
  const sign = metric.better === 'higher' ? '≥' : '≤'
  const facts = values.length === 0 || metric.unit === 'boolean' ? [] : [`${sign} ${formatValue(bound, metric.unit)}`]
  if (!besideBad && metric.unit !== 'boolean') facts.push(limitWords(limits, 'ok', metric))
  const over = Math.max(...rows.map((row) => row.over ?? 0))
  if (over > 0) facts.push(`beyond the limit for at most ${shareText(over)} of the window`)
  return join(names(rows, metric), `ok${facts.length === 0 ? '' : ` (${facts.join(', ')})`}`)
}

/** Largest first, so that a reader of the first few has seen the most. */
function latestValues(rows: readonly Row[], metric: Metric): string {
  const lastOf = (row: Row) => row.last ?? Number.NEGATIVE_INFINITY
  const shown = firstOf(rows, shownNames, (a, b) =>
    lastOf(a) === lastOf(b) ? rowName(a, metric).localeCompare(rowName(b, metric)) : lastOf(b) - lastOf(a),
  ).map((row) => join(rowName(row, metric), formatValue(row.last, metric.unit)))
  const more = rows.length > shownNames ? ` and ${rows.length - shownNames} more` : ''
  return `${shown.join(', ')}${more}`
}

/** Those that a sort would put first, without sorting thousands for the sake of a few. */
function firstOf<T>(things: readonly T[], most: number, compare: (a: T, b: T) => number): T[] {
  const first: T[] = []
  for (const thing of things) {
    const last = first[most - 1]
    if (last !== undefined && compare(thing, last) >= 0) continue
    first.push(thing)
    first.sort(compare)
    if (first.length > most) first.pop()
  }
  return first
}

/** A row's worst value with a word on which way it went. */
function extreme(row: Row, metric: Metric): string {
  const value = formatValue(worstValue(row, metric), metric.unit)
  if (metric.unit === 'boolean') return value
  return `${metric.better === 'higher' ? 'down to' : 'up to'} ${value}`
}

function limitText(limits: Limits, verdict: Verdict, metric: Metric): string {
  return metric.unit === 'boolean' ? ` (${sourceName(limits.source)})` : ` (${limitWords(limits, verdict, metric)})`
}

function limitWords(limits: Limits, verdict: Verdict, metric: Metric): string {
  return `limit ${formatValue(limitFor(limits, verdict), metric.unit)}, ${sourceName(limits.source)}`
}

/** Who says so, in a word or two: the repository on GitHub, else the site; a file as it is named. */
export function sourceName(source: string): string {
  if (!URL.canParse(source)) return source
  const { hostname, pathname } = new URL(source)
  const [, owner = '', repository = ''] = pathname.split('/')
  return hostname === 'github.com' && repository !== '' ? `${owner}/${repository}` : hostname.replace(/^www\./, '')
}

function names(rows: readonly Row[], metric: Metric): string {
  return list(rows.map((row) => rowName(row, metric)).filter((name) => name !== ''))
}

function join(name: string, text: string): string {
  return name === '' ? text : `${name} ${text}`
}

/** Whole percents; never 0% of something that happened, nor 100% of something that paused. */
function shareText(share: number): string {
  if (share >= 1) return 'all'
  return `${Math.min(99, Math.max(1, Math.round(share * 100)))}%`
}
