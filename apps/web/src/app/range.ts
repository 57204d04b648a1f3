import type { Range } from '@ocp-perf/agents/contract'

/** Lengths of time that are offered. */
export const durations = [
  { value: '15m', name: 'Last 15 minutes', seconds: 900 },
  { value: '1h', name: 'Last hour', seconds: 3600 },
  { value: '6h', name: 'Last 6 hours', seconds: 21_600 },
  { value: '24h', name: 'Last 24 hours', seconds: 86_400 },
  { value: '7d', name: 'Last 7 days', seconds: 604_800 },
] as const

/** A range as a reader says it. */
export function rangeText(range: Range): string {
  if ('duration' in range) {
    return durations.find(({ value }) => value === range.duration)?.name ?? `Last ${range.duration}`
  }
  return `${shortTime(range.start_time)} – ${shortTime(range.end_time)}`
}

/** A range in unix seconds. */
export function windowOf(range: Range, now: number): { start: number; end: number } {
  if ('duration' in range) {
    const seconds = durations.find(({ value }) => value === range.duration)?.seconds ?? 3600
    return { start: Math.round(now - seconds), end: Math.round(now) }
  }
  return { start: Date.parse(range.start_time) / 1000, end: Date.parse(range.end_time) / 1000 }
}

/** Two values of `datetime-local` inputs, which are in the reader's time zone, as a range; undefined unless in order. */
export function fromLocal(start: string, end: string): Range | undefined {
  const [from, to] = [Date.parse(start), Date.parse(end)]
  if (!(from < to)) return undefined
  return { start_time: new Date(from).toISOString(), end_time: new Date(to).toISOString() }
}

/** A time as the value of a `datetime-local` input. */
export function toLocal(time: string | undefined, otherwise: number): string {
  const date = new Date(time === undefined ? otherwise : Date.parse(time))
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

const shortTime = (time: string): string =>
  new Date(time).toLocaleString('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })
