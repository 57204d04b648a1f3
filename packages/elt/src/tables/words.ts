import type { Evidence, Verdict, Window } from '@ocp-perf/panel'
import { formatValue } from '@ocp-perf/panel'

const day = 86_400
// The dates that JavaScript can write.
const latestTimestamp = 8.64e12

/** What a reader sees for each verdict. */
export const verdictWords: Readonly<Record<Verdict, string>> = {
  ok: 'ok',
  watch: 'watch',
  degraded: 'degraded',
  critical: 'critical',
  no_data: 'no data',
  unknown: 'unknown',
}

/** What a row is called: `m2`, `m1 → m3`, `node1 / sda`; empty for a metric of one row. A name is not said twice. */
export function nameOf(labels: Readonly<Record<string, string>>): string {
  const said = new Set<string>()
  return Object.entries(labels).reduce((name, [key, value]) => {
    if (said.has(value)) return name
    said.add(value)
    if (name === '') return value
    return `${name}${key === 'peer' ? ' → ' : ' / '}${value}`
  }, '')
}

/** `2026-11-21 14:03:20 UTC`. */
export function dateTime(seconds: number): string {
  return `${isoTime(seconds).slice(0, 19).replace('T', ' ')} UTC`
}

/** `14:03:20Z`, with its date where the window touches more than one day. */
export function timeIn(seconds: number, { start, end }: Window): string {
  const text = isoTime(seconds)
  const isOneDay =
    Math.floor(start / day) === Math.floor(end / day) && Math.floor(seconds / day) === Math.floor(end / day)
  return isOneDay ? text.slice(11) : text.replace('T', ' ')
}

/** ISO 8601 in UTC, to the second. */
export function isoTime(seconds: number): string {
  const within = Math.min(Math.max(Math.floor(seconds), -latestTimestamp), latestTimestamp)
  return new Date(within * 1000).toISOString().replace('.000Z', 'Z')
}

export const shareText = (share: number | null): string => formatValue(share, 'ratio')

const comparisonWords: Readonly<Record<Evidence['comparison'], string>> = {
  limit: 'limit',
  before: 'before',
  others: 'others',
  presence: 'none expected',
}

/** What a measurement is held against: `limit 20 ms`, `before 3 ms`. */
export function referenceText({ comparison, reference, unit }: Evidence): string {
  const word = comparisonWords[comparison]
  return reference === null ? word : `${word} ${formatValue(reference, unit)}`
}

/** What a cause is called that the report does not tell of: `noisy neighbour`. */
export const causeWords = (id: string): string => id.replaceAll('-', ' ')

/** What is missing and decides nothing stands among the notes. */
export const nothingUnseen = 'No signal of health is missing, nor anything without which a cause could not be judged.'

/** Who publishes a document: `etcd.io`. What is no address is itself. */
export function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host || address : address
}
