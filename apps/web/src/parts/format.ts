import { formatValue, type Unit } from '@ocp-perf/panel'

const clock = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZone: 'UTC',
})
const dayAndClock = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
})

/** A moment as the servers write it, in UTC; with its day when that is not today. */
export function timeText(seconds: number, now = Date.now()): string {
  const date = new Date(seconds * 1000)
  const isToday = date.toISOString().slice(0, 10) === new Date(now).toISOString().slice(0, 10)
  return `${isToday ? clock.format(date) : dayAndClock.format(date)} UTC`
}

const agoUnits = [
  { seconds: 86_400, unit: 'day' },
  { seconds: 3600, unit: 'hour' },
  { seconds: 60, unit: 'minute' },
] as const
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always' })

/** How long ago something was. */
export function agoText(seconds: number, now = Date.now()): string {
  const passed = Math.max(0, now / 1000 - seconds)
  const fitting = agoUnits.find((each) => passed >= each.seconds)
  return fitting === undefined ? 'just now' : relative.format(-Math.floor(passed / fitting.seconds), fitting.unit)
}

/** How long a call took. */
export const msText = (ms: number): string => formatValue(ms / 1000, 'seconds')

/** The names of a row's labels, the telling ones first. */
export function labelsText(labels: Readonly<Record<string, string>>): string {
  return Object.values(labels).join(' · ')
}

/** How many times its reference a value is, where that says something. */
export function timesText(value: number | null, reference: number | null, unit: Unit): string | null {
  if (value === null || reference === null || reference === 0 || unit === 'timestamp' || unit === 'boolean') return null
  const times = value / reference
  if (times < 1.05) return null
  return `${times >= 10 ? Math.round(times) : times.toFixed(1)}×`
}
