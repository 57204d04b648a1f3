import type { Window } from '@ocp-perf/panel'
import { formatDuration, type Recording } from '@ocp-perf/promql'
import { lastTime } from '@ocp-perf/stats'
import { readsWindow } from '../expression.ts'
import type { Profile } from '../profile-schema.ts'
import { recordingNotes } from '../recording.ts'
import { coverageNotes } from './coverage.ts'
import { clockTime, list } from './headline.ts'
import type { Reading } from './reading.ts'
import { notRecorded } from './reasons.ts'

const shownWarnings = 5
const longestWarning = 200
/** A series that ended this much before the window did has ended, whatever the step. */
const quietSeconds = 60
/** A rate needs some samples before its first point, so that no window is quite full. */
const unseenShare = 0.1

export interface Circumstances {
  window: Window
  profile: Profile
  recording: Recording | undefined
  /** How much of the window that was asked for lies before the recording. */
  unseenSeconds: number
  /** Whether there are points only of the time that some run looked at. */
  ofRuns?: boolean | undefined
}

/** What a reader must know to trust the figures of a panel; of a recording first of all that it is one. */
export function panelNotes(readings: readonly Reading[], circumstances: Circumstances): string[] {
  const { window, profile, recording, ofRuns = false } = circumstances
  return [
    ...recordingNotes(recording),
    ...cutNotes(circumstances),
    ...(ofRuns ? coverageNotes(readings, window) : []),
    ...missingNotes(readings),
    ...sourceNotes(readings),
    ...silentNotes(readings),
    ...quietNotes(readings, window, profile),
    ...youngNotes(readings, window),
    ...onsetNotes(readings),
    ...truncationNotes(readings),
  ]
}

/** Says how much of the window there is no data of, where that is more than rounding to whole seconds. */
function cutNotes({ window, recording, unseenSeconds }: Circumstances): string[] {
  if (recording === undefined || unseenSeconds < 1) return []
  const begin = clockTime(recording.start, window.end - window.start)
  return [
    `Its data begin at ${begin}: the ${formatDuration(Math.round(unseenSeconds))} of the window before that are not in it.`,
  ]
}

/** One note for each reason, not for each metric. */
function missingNotes(readings: readonly Reading[]): string[] {
  const groups = new Map<string, string[]>()
  for (const { applicable, rows, result } of readings) {
    // A metric that lacks a reason lacks only some rows, which its headline names.
    if (rows.length > 0 && (result.verdict !== 'no_data' || result.reason === undefined)) continue
    const kind = applicable ? (result.verdict === 'unknown' ? 'Not measured' : 'No data') : 'Nothing to judge'
    // Which names a recording lacks would fill the answer: each metric's own reason has them.
    const reason = result.reason?.startsWith(notRecorded) ? notRecorded : (result.reason ?? '')
    const note = `${kind} (${reason})`
    groups.set(note, [...(groups.get(note) ?? []), result.title])
  }
  return [...groups].map(([note, titles]) => `${note}: ${list(titles)}.`)
}

function sourceNotes(readings: readonly Reading[]): string[] {
  const said = new Set(readings.flatMap(({ frame }) => frame.warnings))
  // Infos are advice on how a query is written, such as a counter without `_total`: the catalog knows what it asks.
  const warnings = [...said].filter((text) => !text.startsWith('PromQL info')).map((text) => clip(text))
  const partial = readings.some(({ frame }) => frame.partial)
  return [
    ...(partial ? ['The source answered in part: some of its stores could not be reached.'] : []),
    ...warnings.slice(0, shownWarnings).map((text) => `The source says: ${text}`),
    ...(warnings.length > shownWarnings ? [`The source gave ${warnings.length - shownWarnings} more warnings.`] : []),
  ]
}

/** Names the targets that were down all along, which only their rows without a sample tell of. */
function silentNotes(readings: readonly Reading[]): string[] {
  const heard = new Set<string>()
  const unheard = new Set<string>()
  for (const { metric, rows } of readings) {
    const [key = ''] = metric.by
    for (const { row, series } of rows) {
      const name = row.labels[key]
      if (name !== undefined) (series.times.length > 0 ? heard : unheard).add(name)
    }
  }
  // A target that went down in the window lacks series of what it had not done before, and has others.
  const silent = new Set([...unheard].filter((name) => !heard.has(name)))
  if (silent.size === 0) return []
  return [`No sample of ${list([...silent])} in this window: Prometheus cannot scrape it.`]
}

/** Names a member or node whose samples all end before the window does: it went away, or its scrapes fail. */
function quietNotes(readings: readonly Reading[], window: Window, profile: Profile): string[] {
  const keys = new Set(Object.values(profile.labels).map(({ key }) => key))
  const latest = new Map<string, number>()
  for (const { metric, rows } of readings) {
    const [key] = metric.by
    if (key === undefined || !keys.has(key)) continue
    for (const { row, series } of rows) {
      const name = row.labels[key]
      const seen = lastTime(series.times, series.values)
      if (name !== undefined && !Number.isNaN(seen)) latest.set(name, Math.max(seen, latest.get(name) ?? 0))
    }
  }
  const deadline = window.end - Math.max(quietSeconds, 3 * window.step)
  const span = window.end - window.start
  return [...latest]
    .filter(([, time]) => time < deadline)
    .map(([name, time]) => `No sample of ${name} after ${clockTime(time, span)}.`)
}

/** Says where the samples begin, when that is well after the window does: a figure over a day may be one over an hour. */
function youngNotes(readings: readonly Reading[], window: Window): string[] {
  let first = Number.POSITIVE_INFINITY
  for (const { rows } of readings) {
    for (const { series } of rows) first = Math.min(first, firstTime(series.times, series.values))
  }
  const span = window.end - window.start
  if (!Number.isFinite(first) || first - window.start < Math.max(quietSeconds, unseenShare * span)) return []
  const before = formatDuration(Math.round(first - window.start))
  return [`Samples begin at ${clockTime(first, span)}: the ${before} of the window before that were not seen.`]
}

function firstTime(times: Float64Array, values: Float64Array): number {
  const index = values.findIndex((value) => !Number.isNaN(value))
  return times[index] ?? Number.POSITIVE_INFINITY
}

/** A rate sees a change up to its window late, so an onset is no more exact than that. */
function onsetNotes(readings: readonly Reading[]): string[] {
  const groups = new Map<number, string[]>()
  for (const { metric, result, rateSeconds } of readings) {
    if (rateSeconds === undefined || !readsWindow(metric.query)) continue
    if (!result.rows.some(({ since }) => since !== null)) continue
    groups.set(rateSeconds, [...(groups.get(rateSeconds) ?? []), result.title])
  }
  return [...groups].map(
    ([seconds, titles]) => `Onsets are known to within ${formatDuration(seconds)}, the rate window: ${list(titles)}.`,
  )
}

function truncationNotes(readings: readonly Reading[]): string[] {
  const cut = readings.filter(({ result }) => result.omitted > 0)
  if (cut.length === 0) return []
  const counts = cut.map(({ result }) => `${result.title} (${result.omitted})`)
  return [`Rows left out, raise top or narrow the question: ${list(counts)}.`]
}

function clip(text: string): string {
  return text.length > longestWarning ? `${text.slice(0, longestWarning)}…` : text
}
