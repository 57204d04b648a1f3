import { formatValue } from '@ocp-perf/panel'
import type { Alert, Detection } from '@ocp-perf/stats'
import { explainAlert } from '@ocp-perf/stats'
import { z } from 'zod'
import type { SeriesSet } from '../ask/series-set.ts'
import { figure, finite, moment } from './figure.ts'
import { answerHead } from './head.ts'
import { seriesNames } from './series-name.ts'

export const alertSchema = z.object({
  series: z.string(),
  labels: z.record(z.string(), z.string()),
  /** Unix seconds. */
  time: z.number(),
  until: z.number(),
  value: z.number().nullable(),
  score: z.number().nullable(),
  side: z.enum(['up', 'down']),
  expected: z.object({ low: z.number().nullable(), high: z.number().nullable() }),
  /** Further unusual points of the same incident. */
  suppressed: z.number(),
  /** Whether it lasts at the end of what was looked at. */
  ongoing: z.boolean(),
  reason: z.string(),
})
type AlertRow = z.infer<typeof alertSchema>

export interface DetectedSet {
  sets: readonly [SeriesSet]
  detections: readonly Detection[]
}

/** The alerts of all series, strongest first: what lasts, then by how far beyond its threshold it is. */
export function presentDetection({ sets, detections }: DetectedSet, { top }: { top: number }, uri: string | null) {
  const [set] = sets
  const name = seriesNames(set.series.map(({ labels }) => labels))
  const all = set.series.flatMap(({ labels, times }, index) => {
    const detection = detections[index]
    const end = times.at(-1) ?? Number.NaN
    return (detection?.alerts ?? []).map((alert) => ({
      row: rowOf(alert, { series: name(labels), labels, end, step: stepOf(times) }),
      strength: alert.score / (detection?.threshold || 1),
    }))
  })
  all.sort((a, b) => Number(b.row.ongoing) - Number(a.row.ongoing) || b.strength - a.strength)
  const judged = countJudged(detections)
  const shown = all.slice(0, top).map(({ row }) => row)
  const incidents = incidentsOf(all.map(({ row }) => row))
  const methods = [...new Set(detections.map(({ method }) => method))]
  return {
    ...answerHead([set], {
      ...concluded({ judged, incidents, first: shown[0], series: detections.length }),
      notes: [...new Set(detections.flatMap(({ notes }) => notes))].slice(0, mostNotes),
      uri,
    }),
    method: methods.join(', ') || 'none',
    threshold: finite(detections[0]?.threshold),
    baseline: [...new Set(detections.map(({ baseline }) => baseline))].slice(0, mostNotes).join('; '),
    alerts: shown,
    omitted: all.length - shown.length,
    incidents,
    judged,
  }
}

const mostNotes = 5

/** An alert in a line. */
export function describeAlert({ series, time, reason, ongoing, suppressed }: AlertRow): string {
  const tail = [ongoing ? 'lasts still' : '', suppressed > 0 ? `${suppressed} further points` : ''].filter(Boolean)
  return `- ${moment(time)} ${series}: ${reason}${tail.length > 0 ? ` (${tail.join(', ')})` : ''}`
}

interface Seen {
  judged: { quiet: number; unusual: number; too_little_data: number }
  incidents: number
  first: AlertRow | undefined
  series: number
}

/** What is unusual need not be wrong: nothing here is worse than `watch`. Series that nobody could judge are not quiet. */
function concluded({ judged, incidents, first, series }: Seen): {
  verdict: 'ok' | 'watch' | 'unknown'
  headline: string
} {
  const of = `${formatValue(series, 'count')} series`
  if (first !== undefined) {
    const times = incidents === 1 ? 'once' : `at ${formatValue(incidents, 'count')} times`
    return {
      verdict: 'watch',
      headline: `${judged.unusual} of ${of} ${judged.unusual === 1 ? 'was' : 'were'} unusual, ${times}; foremost ${first.series} at ${moment(first.time)}: ${first.reason}`,
    }
  }
  if (judged.quiet === 0) return { verdict: 'unknown', headline: `too little data to judge any of ${of}` }
  return {
    verdict: judged.too_little_data > 0 ? 'unknown' : 'ok',
    headline: `nothing unusual in ${judged.quiet} of ${of}${judged.too_little_data > 0 ? `; ${judged.too_little_data} had too little data` : ''}`,
  }
}

function countJudged(detections: readonly Detection[]): Seen['judged'] {
  const tooLittle = detections.filter(({ status }) => status === 'too_little_data').length
  const unusual = detections.filter(({ alerts }) => alerts.length > 0).length
  return { quiet: detections.length - tooLittle - unusual, unusual, too_little_data: tooLittle }
}

/** How long before the end of a series an unusual point still means that it lasts. */
const lastingSteps = 3

function rowOf(
  alert: Alert,
  {
    series,
    labels,
    end,
    step,
  }: { series: string; labels: Readonly<Record<string, string>>; end: number; step: number },
): AlertRow {
  const { time, until, value, score, side, expected, suppressed } = alert
  return {
    series,
    labels: { ...labels },
    time,
    until,
    value: finite(value),
    score: finite(score),
    side,
    expected: { low: finite(expected.low), high: finite(expected.high) },
    suppressed,
    ongoing: end - until <= lastingSteps * step,
    reason: explainAlert(alert, figure),
  }
}

function stepOf(times: Float64Array): number {
  return times.length < 2 ? 0 : ((times.at(-1) ?? 0) - (times[0] ?? 0)) / (times.length - 1)
}

/** Alerts of several series that begin within this time are one incident. */
const togetherSeconds = 600

function incidentsOf(rows: readonly AlertRow[]): number {
  const begins = rows.map(({ time }) => time).sort((a, b) => a - b)
  return begins.filter((time, index) => index === 0 || time - (begins[index - 1] ?? 0) > togetherSeconds).length
}
