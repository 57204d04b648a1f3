import { casual, type ParsedResult } from 'chrono-node'
import type { Range } from '../../contract/index.ts'
import type { Zone } from '../../zone.ts'
import { readLength } from './read-length.ts'

export interface ReadTime {
  /** What the question says about time; undefined where it says nothing. */
  range: Range | undefined
  /** The question without it. */
  rest: string
}

export interface ReadTimeOptions {
  /** Unix seconds. */
  now: number
  /** Whose clock it is read by. */
  zone: Zone
}

const daySeconds = 86_400
// How much around a moment is looked at: `at 9:30`.
const aroundSeconds = 1800
const nightSeconds = 6 * 3600

/** Finds the time that a question speaks of: so long until now, since then, between two times, or around a moment. */
export function readTime(question: string, { now, zone }: ReadTimeOptions): ReadTime {
  const length = readLength(question)
  if (length !== undefined) return { range: { duration: length.duration }, rest: without(question, length.text) }
  const text = question.replace(betweenTimes, (_, from: string, to: string) => `from ${clock(from)} to ${clock(to)}`)
  const instant = new Date(now * 1000)
  const offsetMinutes = zone.offsetMinutes(now)
  for (const found of casual.parse(text, { instant, timezone: offsetMinutes })) {
    const before = wordBefore(text, found.index)
    const window = windowOf(found, before, now, offsetMinutes)
    if (window === undefined) continue
    const [start, end] = isByTheClock(found) ? byTheClockThen(window, now, zone) : window
    const said = opening.has(before) ? `${before} ${found.text}` : found.text
    return { range: { start_time: iso(start), end_time: iso(end) }, rest: without(text, said) }
  }
  return { range: undefined, rest: question }
}

const oneTime = String.raw`(\d{1,2}(?::\d{2})?(?:\s?[ap]m)?|\d{4}-\d\d-\d\d\S*)`
const betweenTimes = new RegExp(String.raw`\bbetween\s+${oneTime}\s+and\s+${oneTime}(?=[\s?.!,]|$)`, 'i')

function clock(time: string): string {
  return /^\d{1,2}$/.test(time) ? `${time}:00` : time
}

/** Whether a time is what a clock on the wall shows, and not so long ago or with an offset of its own. */
function isByTheClock({ text, start }: ParsedResult): boolean {
  return !/\bago\b/i.test(text) && !start.isCertain('timezoneOffset')
}

/** A window that was read by today's offset, by the offsets of its own times: clocks may have been changed since. */
function byTheClockThen([start, end]: [number, number], now: number, zone: Zone): [number, number] {
  const shifted = (time: number) =>
    time === now ? now : Math.min(now, time + 60 * (zone.offsetMinutes(now) - zone.offsetMinutes(time)))
  const [first, last] = [shifted(start), shifted(end)]
  // Of an hour that no clock ever showed, what was read stands.
  return first < last ? [first, last] : [start, end]
}

const lasting = new Set(['since', 'after', 'from'])
const opening = new Set([...lasting, 'at', 'around', 'about', 'on', 'during', 'near'])

const hourly = /\d:\d|\d\s?[ap]m\b|\bago\b|\dT\d/i
const daily =
  /\b(today|yesterday|tonight|night|morning|afternoon|evening|(mon|tues|wednes|thurs|fri|satur|sun)day)\b|\d{4}-\d\d-\d\d/i

/** Start and end in unix seconds; undefined for what only looks like a time, such as the 10 may of `node 10 may be slow`. */
function windowOf(found: ParsedResult, before: string, now: number, offset: number): [number, number] | undefined {
  const { start, end, text } = found
  const exact = hourly.test(text) && start.isCertain('hour')
  if (!exact && !daily.test(text) && !(opening.has(before) && start.isCertain('day'))) return undefined
  const first = exact || partOfDay.test(text) ? seconds(start.date()) : dayStart(found, offset)
  const past = first > now ? first - (start.isCertain('weekday') ? 7 : 1) * daySeconds : first
  const moved = past - first
  if (past > now) return undefined
  const until = (last: number): [number, number] | undefined => (last > past ? [past, Math.min(last, now)] : undefined)
  if (end !== null && end !== undefined) return until(seconds(end.date()) + moved)
  if (lasting.has(before)) return until(now)
  if (exact) return [past - aroundSeconds, Math.min(past + aroundSeconds, now)]
  return until(past + (partOfDay.test(text) ? nightSeconds : daySeconds))
}

const partOfDay = /\b(night|tonight|morning|afternoon|evening)\b/i

function dayStart({ start }: ParsedResult, offsetMinutes: number): number {
  const midnight = Date.UTC(start.get('year') ?? 1970, (start.get('month') ?? 1) - 1, start.get('day') ?? 1)
  return midnight / 1000 - offsetMinutes * 60
}

function seconds(date: Date): number {
  return date.getTime() / 1000
}

function iso(time: number): string {
  return new Date(Math.floor(time) * 1000).toISOString().replace('.000Z', 'Z')
}

function wordBefore(text: string, index: number): string {
  return (/(\S+)\s+$/.exec(text.slice(0, index))?.[1] ?? '').toLowerCase()
}

function without(text: string, part: string): string {
  const at = text.toLowerCase().indexOf(part.toLowerCase())
  return at === -1 ? text : `${text.slice(0, at)} ${text.slice(at + part.length)}`.replace(/\s+/g, ' ').trim()
}
