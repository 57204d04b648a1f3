import type { Metric } from '@ocp-perf/metrics'
import { formatValue, type Window } from '@ocp-perf/panel'
import { formatDuration } from '@ocp-perf/promql'
import type { Past } from './pick-past.ts'
import type { Change, Judged, Limit } from './standing.ts'

export interface Told {
  metric: Metric
  /** What the row is called; empty for a metric of one row. */
  name: string
  limit: Limit | undefined
  window: Window
  judged: Judged
  past: Past
}

/** Points without a sample before a change from which on its time is told as a stretch. */
const longGap = 5

/** One series beside its past, as a sentence that stands alone. */
export function rowSentence({ metric, name, limit, window, judged, past }: Told): string {
  // A median of before and after a change is nobody's "now".
  const when = judged.change !== undefined && judged.change.at > window.start ? 'over the window' : 'now'
  const now = `${metric.title}${name === '' ? '' : ` of ${name}`}: ${formatValue(judged.now, metric.unit)} ${when}`
  if (judged.standing === 'thin' || judged.usual === null) return `${now}; ${thinText(judged, past)}`
  const spread = judged.spread === 0 ? '' : ` ± ${formatValue(judged.spread, metric.unit)}`
  return [
    `${now}, usually ${formatValue(judged.usual, metric.unit)}${spread} (${pastText(past)})`,
    ...limitText(judged, metric, limit),
    ...(judged.change === undefined ? [] : [changeText(judged.change, metric, window)]),
  ].join('; ')
}

/** What all rows were compared with. */
export function basisSentence(pasts: readonly Past[], hours: number): string {
  const known = pasts.filter(({ values }) => values.length > 0)
  if (pasts.length === 0) return 'Nothing was measured that could be held against a past.'
  if (known.length === 0) return 'No past is known, so that nothing can be called usual.'
  const same = known.filter(({ sameHours }) => sameHours)
  const whole = known.filter(({ sameHours }) => !sameHours)
  const thin = pasts.filter((past) => past.thin).length
  const parts = [
    ...(same.length === 0
      ? []
      : [`the same hours (± ${formatDuration(Math.round(hours * 3600))}) of ${amountText(same)}`]),
    ...(whole.length === 0 ? [] : [`${same.length === 0 ? '' : `for ${whole.length} of them `}${wholeText(whole)}`]),
  ]
  const lacking = thin === 0 ? '' : `; too little of it for ${thin} of ${pasts.length}`
  return `Each series is held against its own past: ${parts.join(', ')}${lacking}.`
}

function wholeText(pasts: readonly Past[]): string {
  return `all that is known before the window, as the same hours of earlier days are too few (${amountText(pasts)})`
}

function amountText(pasts: readonly Past[]): string {
  const days = Math.max(...pasts.map((past) => past.days))
  const samples = Math.max(...pasts.map(({ values }) => values.length))
  return `${pasts.length > 1 ? 'up to ' : ''}${plural(days, 'day')}, ${plural(samples, 'sample')}${pasts.length > 1 ? ' a series' : ''}`
}

function pastText(past: Past): string {
  const amount = plural(past.values.length, 'sample')
  return past.sameHours
    ? `same hours of ${plural(past.days, 'day')}, ${amount}`
    : `the ${spanText(past)} known before, ${amount}`
}

function thinText({ samples }: Judged, past: Past): string {
  const known = past.values.length
  if (known === 0) return 'nothing is known of its past'
  if (!past.thin) return `too little to compare: ${plural(samples, 'sample')} in the window`
  return `too little past to tell what is usual: ${plural(known, 'sample')}${known > 1 ? ` within ${spanText(past)}` : ''}`
}

function spanText({ spanSeconds }: Past): string {
  return formatDuration(Math.max(1, Math.round(spanSeconds / 60) * 60 || Math.round(spanSeconds)))
}

function limitText({ share, usualShare }: Judged, { unit }: Metric, limit: Limit | undefined): string[] {
  if (limit === undefined || share === null || usualShare === null || share + usualShare === 0) return []
  const side = limit.side === 'above' ? 'over' : 'below'
  return [
    `${side} ${formatValue(limit.value, unit)} for ${shareText(share)} of the window, usually ${shareText(usualShare)}`,
  ]
}

/** Whole percents; never 0% of something that happened, nor 100% of something that paused. */
function shareText(share: number): string {
  if (share === 0 || share === 1) return `${share * 100}%`
  return `${Math.min(99, Math.max(1, Math.round(share * 100)))}%`
}

function changeText({ after, at, level }: Change, { unit }: Metric, { end, step }: Window): string {
  const to = `changed to ${formatValue(level, unit)}`
  if (at - after <= longGap * step) return `${to} at ${timeText(at, end)}`
  return `${to} between ${timeText(after, end)} and ${timeText(at, end)}`
}

/** `13:40:30Z`, with its date on another day than the window's end. */
function timeText(time: number, end: number): string {
  const text = new Date(Math.floor(time) * 1000).toISOString().replace('.000Z', 'Z').replace('T', ' ')
  const today = new Date(end * 1000).toISOString().slice(0, '2026-01-01'.length)
  return text.startsWith(today) ? text.slice('2026-01-01 '.length) : text
}

function plural(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`
}
