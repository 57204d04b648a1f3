import { AppError } from '@ocp-perf/errors'
import { readDuration } from './duration.ts'

const forms = 'Write a time as 2026-01-31T08:00:00Z, as unix seconds, as now-6h, or as 6h for that long ago.'

const rfc3339 = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/
/** Unix seconds of the year 2286: what is larger was counted in milliseconds. */
const lastPlausible = 1e10

/**
 * Unix seconds of RFC 3339, unix seconds, `now`, `now-6h`, or `6h` (that long ago). `field` names the argument in the
 * `invalid_input` for anything else.
 */
export function parseTime(text: string, now: number, field: string): number {
  const compact = text.trim()
  const time = relative(compact, now) ?? absolute(compact)
  if (time !== undefined) return time
  throw new AppError(
    'invalid_input',
    `${field} ${JSON.stringify(compact.slice(0, 40))} is not a time: ${fault(compact)}`,
    {
      hint: forms,
    },
  )
}

function relative(text: string, now: number): number | undefined {
  if (text === 'now') return now
  const [, ago = text] = /^now\s*-\s*(.+)$/.exec(text) ?? []
  const seconds = readDuration(ago)
  return seconds === undefined ? undefined : now - seconds
}

function absolute(text: string): number | undefined {
  if (/^\d{1,10}(\.\d+)?$/.test(text)) return Number(text)
  const [, date = '', clock = '', fraction = '', zone = ''] = rfc3339.exec(text) ?? []
  if (date === '') return undefined
  const milliseconds = Date.parse(`${date}T${clock}${fraction.slice(0, 4)}${zone.toUpperCase()}`)
  if (Number.isNaN(milliseconds) || !isDate(date)) return undefined
  return milliseconds / 1000
}

/** JavaScript lets 31 April be 1 May. */
function isDate(date: string): boolean {
  const midnight = new Date(`${date}T00:00:00Z`)
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(date)
}

function fault(text: string): string {
  if (text === '') return 'it is empty'
  if (/^\d+$/.test(text) && Number(text) >= lastPlausible) return 'it looks like milliseconds; seconds are meant'
  if (/^now\s*\+/.test(text)) return 'it lies in the future'
  if (/^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?$/.test(text)) return 'the time zone is missing (Z for UTC)'
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return 'the time of day is missing'
  return 'none of the known forms fits'
}
