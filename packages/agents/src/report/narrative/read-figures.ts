import { type Dimension, readUnit, unitPattern } from './units.ts'

/** One way to read a figure, in base units. */
export interface Reading {
  dimension: Dimension
  value: number
  /** By how much what it was rounded from may differ. */
  slack: number
}

/** A figure as a text states it. */
export interface Figure {
  /** As it was written. */
  text: string
  /** One is enough; several where a unit is said later, as in `20 to 30 ms`, or may mean different things. */
  readings: readonly Reading[]
}

/** What a text states: figures, moments as seconds of the day, and days. */
export interface Stated {
  figures: readonly Figure[]
  clocks: readonly Clock[]
  /** `11-29`. */
  days: readonly { text: string; day: string }[]
}

interface Clock {
  text: string
  /** Of the day, UTC. */
  seconds: number
  /** 1, or 60 where no seconds were written. */
  exact: number
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const month =
  '(Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\\.?'
const isoDay = /(?<![\p{L}\p{N}-])(\d{4})-(\d\d)-(\d\d)(?=[T\s,.;:)]|$|[^\p{L}\p{N}-])/gu
const monthDay = new RegExp(`\\b${month}\\s+(\\d{1,2})(?:st|nd|rd|th)?(?:,?\\s+\\d{4})?\\b`, 'g')
const dayMonth = new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)?\\s+(?:of\\s+)?${month}(?:,?\\s+\\d{4})?\\b`, 'g')
const clock = /(?<![\p{L}\p{N}.:])T?(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?:Z|[+-]00:00)?(?![\p{N}:])/gu

/** Numbers that measure nothing: of lists and headings, of versions and addresses, and those within names. */
const silent: readonly RegExp[] = [
  /^[ \t]*(?:[-*+>][ \t]+)*(?:#+[ \t]+)?\d{1,2}[.)](?=\s)/gm,
  /https?:\/\/\S+/gi,
  /\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?(?:\/\d+)?/g,
  /\bv?\d+\.\d+\.\d+[\w.+-]*/gi,
  /\b(?:version|release|openshift|ocp|kubernetes|etcd|rhel|linux|kernel|prometheus|http|tls|ipv)[\s/]*v?\d+\.\d+(?!\d*[ \u00a0\u202f-]?(?:%|(?:[nµμm]?s|min|h|d|[km]?i?b)\b))/gi,
  /\b(?:step|option|point|item|section|level|part|phase|tier|layer|http)[ #]*\d{1,3}\b(?![ \u00a0]?(?:%|[nµm]?s\b)|\.\d)/gi,
  /\b[1-5]xx\b/gi,
  /\b\d*(?:1st|2nd|3rd|\dth)\b/gi,
]

const named = /(?<![\p{L}\p{N}_])[\p{L}_][\p{L}\p{N}_-]*\p{N}[\p{L}\p{N}_-]*/gu

const number = /\d+(?:[,_\u00a0\u202f]\d{3})+(?:\.\d+)?(?!\d)|\d*\.\d+|\d+/g

/** Reads all that a text states in figures. Names are taken out by the caller, who knows them. */
export function readStated(given: string): Stated {
  const days: { text: string; day: string }[] = []
  const clocks: Clock[] = []
  let text = given.replace(/[*`]/g, '')
  const take = (pattern: RegExp, read: (found: string[], text: string) => void) => {
    text = text.replace(pattern, (whole: string, ...groups: unknown[]) => {
      read(
        groups.map((group) => (typeof group === 'string' ? group : '')),
        whole,
      )
      return blank(whole)
    })
  }
  take(isoDay, ([, mm = '', dd = ''], whole) => days.push({ text: whole, day: `${mm}-${dd}` }))
  take(clock, ([hours, minutes, seconds = ''], whole) =>
    clocks.push({
      text: whole,
      seconds: Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds),
      exact: seconds === '' ? 60 : 1,
    }),
  )
  take(monthDay, ([name = '', day = ''], whole) => days.push({ text: whole, day: dayOf(name, day) }))
  take(dayMonth, ([day = '', name = ''], whole) => days.push({ text: whole, day: dayOf(name, day) }))
  for (const pattern of silent) text = text.replace(pattern, blank)
  // `worker-2` is a name, and `sub-20 ms` is not.
  text = text.replace(named, (name: string, at: number) =>
    /-\d+$/.test(name) && unitAt(text, at + name.length) !== undefined ? name : blank(name),
  )
  return { figures: readFigures(text), clocks, days }
}

const blank = (text: string) => '\u0001'.repeat(text.length)

function dayOf(name: string, day: string): string {
  const at = months.indexOf(name.slice(0, 3).toLowerCase()) + 1
  return `${String(at).padStart(2, '0')}-${day.padStart(2, '0')}`
}

interface Found {
  at: number
  end: number
  digits: string
  unit: string | undefined
}

function readFigures(text: string): Figure[] {
  const found: Found[] = []
  for (const match of text.matchAll(number)) {
    const [digits] = match
    const behind = match.index + digits.length
    const unit = unitAt(text, behind)
    found.push({ at: match.index, end: behind + (unit?.length ?? 0), digits, unit: unit?.name })
  }
  return joinLengths(found, text)
}

function unitAt(text: string, at: number): { name: string; length: number } | undefined {
  const [whole = '', name = ''] = unitPattern.exec(text.slice(at, at + 24)) ?? []
  return readUnit(name) === undefined ? undefined : { name, length: whole.length }
}

/** `1h30m` and `3 min 22 s` are one length, which may be stated in its parts as well. */
function joinLengths(found: readonly Found[], text: string): Figure[] {
  const figures: Figure[] = []
  for (let at = 0; at < found.length; at++) {
    const first = found[at]
    if (first === undefined) break
    let { end } = first
    let readings = readingsOf(first, unitBehind(found, at, text))
    for (let next = found[at + 1]; next !== undefined && joins(first, next, text.slice(end, next.at)); ) {
      readings = sums(readings, readingsOf(next, undefined))
      end = next.end
      at++
      next = found[at + 1]
    }
    figures.push({ text: text.slice(first.at, end), readings })
  }
  return figures
}

function joins(first: Found, next: Found, between: string): boolean {
  if (!/^ ?$/.test(between)) return false
  return [first, next].every(({ unit }) => unit !== undefined && readUnit(unit)?.dimension === 'seconds')
}

function sums(some: readonly Reading[], others: readonly Reading[]): Reading[] {
  const [a] = some
  const [b] = others
  return a === undefined || b === undefined
    ? [...some]
    : [{ dimension: a.dimension, value: a.value + b.value, slack: b.slack }]
}

/** The unit that a number shares with one after it: `20 to 30 ms`, `10 and 20%`. */
function unitBehind(found: readonly Found[], at: number, text: string): string | undefined {
  for (let next = at + 1; next < found.length; next++) {
    const [left, right] = [found[next - 1], found[next]]
    if (left === undefined || right === undefined) return undefined
    if (!/^\s*(?:to|and|or|vs\.?|versus|against|through|up to|[-–—/→,])\s*$/i.test(text.slice(left.end, right.at)))
      return undefined
    if (right.unit !== undefined) return right.unit
  }
  return undefined
}

function readingsOf({ digits, unit }: Found, later: string | undefined): Reading[] {
  const value = Number(digits.replace(/[,_\u00a0\u202f]/g, ''))
  const half = slackOf(digits, value)
  const units = unit === undefined ? [undefined, later] : [unit]
  return units.flatMap((each, at) => {
    if (each === undefined) return at === 0 ? [{ dimension: 'plain' as const, value, slack: half }] : []
    const reading = readUnit(each)
    return (reading?.factors ?? []).map((factor) => ({
      dimension: reading?.dimension ?? 'plain',
      value: value * factor,
      slack: half * factor,
    }))
  })
}

// A number that ends in zeros may be rounded to the digit before them, but not to something else altogether.
const mostOfRound = 0.05

/** Half of the last digit that is shown. */
function slackOf(digits: string, value: number): number {
  const [, decimals] = digits.split('.')
  if (decimals !== undefined) return 0.5 * 10 ** -decimals.length
  const zeros = /0*$/.exec(digits)?.[0].length ?? 0
  return zeros === 0 || value === 0 ? 0.5 : Math.max(0.5, Math.min(0.5 * 10 ** zeros, mostOfRound * value))
}
