import { csvLines } from '@ocp-perf/elt'
import { type Alert, type Detection, explainAlert } from '@ocp-perf/stats'
import { plain } from '../output/terminal.ts'
import type { SampleFile } from './read-samples.ts'

/** What was found in a file. */
export interface Found {
  file: SampleFile
  detection: Detection
}

/** A file in a few lines: the verdict, each alert with its reason, and what else there is to know. */
export function tellDetection({ file, detection }: Found, top: number): string[] {
  const { alerts, notes, baseline, threshold, chosen } = detection
  const more = alerts.length - top
  return [
    `${plain(file.name)}: ${verdictOf(detection)}`,
    ...alerts.slice(0, top).map((alert) => `  ${isoTime(alert.time)}  ${explainAlert(alert)}${followed(alert)}`),
    ...(more > 0 ? [`  … and ${more} more alerts (--top ${alerts.length} shows them all)`] : []),
    ...(detection.status === 'judged' ? [`  compared with ${baseline}; an alert from a score of ${threshold} on`] : []),
    ...(chosen === undefined ? [] : [`  ${chosen}`]),
    ...notes.map((note) => `  ${note}`),
  ]
}

function verdictOf({ status, alerts, method, samples, needed }: Detection): string {
  if (status === 'too_little_data') return `too little data (${samples} samples, of ${needed} that ${method} needs)`
  const found = alerts.length === 0 ? 'nothing odd' : alerts.length === 1 ? '1 alert' : `${alerts.length} alerts`
  return `${found} in ${samples} samples (${method})`
}

function followed({ suppressed, until }: Alert): string {
  if (suppressed === 0) return ''
  return `; ${suppressed === 1 ? 'one more odd sample' : `${suppressed} more odd samples`} until ${isoTime(until)}`
}

function isoTime(seconds: number): string {
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString().replace('.000Z', 'Z')
}

/** Every row with its score, which is empty where it could not be judged, and with the reason of its alert. */
export function detectionAsCsv({ file, detection }: Found): string {
  return csvLines(['timestamp', 'value', 'score', 'alert', 'reason'], rowsOf({ file, detection }))
}

function* rowsOf({ file, detection }: Found): Generator<(string | number)[]> {
  const alerts = new Map(detection.alerts.map((alert) => [alert.index, alert]))
  for (let index = 0; index < file.stamps.length; index++) {
    const score = detection.scores[index] ?? Number.NaN
    const alert = alerts.get(index)
    yield [
      file.stamps[index] ?? '',
      file.values[index] ?? Number.NaN,
      Number.isNaN(score) ? '' : Number(score.toPrecision(6)),
      alert === undefined ? 0 : 1,
      alert === undefined ? '' : explainAlert(alert),
    ]
  }
}

/** The same for programs, without the score of every sample. */
export function detectionAsJson({ file, detection }: Found) {
  const { scores: _, alerts, ...rest } = detection
  return { file: file.name, ...rest, alerts: alerts.map((alert) => ({ ...alert, reason: explainAlert(alert) })) }
}
