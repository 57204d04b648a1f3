import { AppError } from '@ocp-perf/errors'
import { type Labels, unquote } from '@ocp-perf/promql'
import type { NotedSeries, Point } from './script.ts'

const bareName = /[a-zA-Z_:][\w:]*/y
const quoted = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/y
const space = /[ \t]*/y
const number = String.raw`(?:inf|nan|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)`
const histogram = String.raw`\{\{[^}]*\}\}`
const item = new RegExp(
  String.raw`(?:(?<omitted>_)|(?<histogram>${histogram})(?:[+-]${histogram})?|(?<stale>stale)|(?<value>[+-]?${number})(?<delta>[+-]${number})?)(?:x(?<times>\d+))?(?=[ \t]|$)`,
  'iy',
)
// A slip of the finger such as 0x1000000000 must not fill the memory.
const mostPoints = 1_000_000

/**
 * Reads a line such as `metric{a="b"} 1 2+3x4 _ stale`.
 *
 * @throws AppError `invalid_input` for a line of another form.
 */
export function readSeries(line: string): NotedSeries {
  const cursor = { line, at: 0 }
  const labels = readLabels(cursor)
  const points: Point[] = []
  for (take(cursor, space); cursor.at < line.length; take(cursor, space)) {
    for (const point of readItem(cursor)) {
      if (points.length >= mostPoints) throw notUnderstood(cursor, `has more than ${mostPoints} points`)
      points.push(point)
    }
  }
  return { labels, points }
}

/** Reads labels alone: `metric{a="b"}`. @throws AppError `invalid_input` for a text of another form. */
export function readMetric(text: string): Labels {
  const cursor = { line: text, at: 0 }
  const labels = readLabels(cursor)
  if (cursor.at < text.length) throw notUnderstood(cursor)
  return labels
}

/** A number as Go reads it: decimal, hexadecimal, `Inf`, `NaN`; undefined for any other text. */
export function readNumber(text: string): number | undefined {
  const [, sign, digits = ''] = /^([+-]?)(.+)$/.exec(text) ?? []
  const size = readSize(digits.toLowerCase())
  return size === undefined || sign !== '-' ? size : -size
}

function readSize(digits: string): number | undefined {
  if (digits === 'inf' || digits === 'infinity') return Number.POSITIVE_INFINITY
  if (digits === 'nan') return Number.NaN
  return /^(?:0x[\da-f]+|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)$/.test(digits) ? Number(digits) : undefined
}

interface Cursor {
  line: string
  at: number
}

function take(cursor: Cursor, form: RegExp): RegExpExecArray | undefined {
  form.lastIndex = cursor.at
  const match = form.exec(cursor.line)
  if (match === null) return undefined
  cursor.at = form.lastIndex
  return match
}

function takeText(cursor: Cursor, text: string): boolean {
  take(cursor, space)
  const found = cursor.line.startsWith(text, cursor.at)
  if (found) cursor.at += text.length
  return found
}

function readLabels(cursor: Cursor): Labels {
  const entries: [string, string][] = []
  const name = take(cursor, bareName)?.[0]
  if (name !== undefined) entries.push(['__name__', name])
  if (cursor.line[cursor.at] === '{') {
    cursor.at += 1
    while (!takeText(cursor, '}')) {
      entries.push(readLabel(cursor))
      if (!takeText(cursor, ',') && cursor.line[cursor.at] !== '}') throw notUnderstood(cursor)
    }
  } else if (name === undefined) {
    throw notUnderstood(cursor)
  }
  return Object.fromEntries(entries.filter(([, value]) => value !== ''))
}

function readLabel(cursor: Cursor): [string, string] {
  take(cursor, space)
  const bare = take(cursor, bareName)?.[0]
  const label = bare ?? readString(cursor)
  if (takeText(cursor, '=')) {
    take(cursor, space)
    return [label, readString(cursor)]
  }
  if (bare !== undefined) throw notUnderstood(cursor)
  return ['__name__', label]
}

function readString(cursor: Cursor): string {
  const start = cursor.at
  const text = unquote(take(cursor, quoted)?.[0] ?? '')
  if (text === undefined) throw notUnderstood({ ...cursor, at: start })
  return text
}

function* readItem(cursor: Cursor): Generator<Point> {
  const groups = take(cursor, item)?.groups
  if (groups === undefined) throw notUnderstood(cursor)
  const { omitted, histogram, stale, value, delta, times } = groups
  if (omitted !== undefined) {
    // Here alone x3 means three points; elsewhere it means the point and three more.
    for (let count = times === undefined ? 1 : Number(times); count > 0; count -= 1) yield 'omitted'
    return
  }
  const step = delta === undefined ? undefined : readNumber(delta)
  let point: Point =
    histogram !== undefined ? 'histogram' : stale !== undefined ? 'stale' : (readNumber(value ?? '') ?? 0)
  for (let count = times === undefined ? 0 : Number(times); count >= 0; count -= 1) {
    yield point
    // Without an increment nothing is added, which would turn -0 into 0.
    if (typeof point === 'number' && step !== undefined) point += step
  }
}

function notUnderstood({ line, at }: Cursor, problem?: string): AppError {
  return new AppError(
    'invalid_input',
    `${JSON.stringify(line)} ${problem ?? `is not understood from column ${at + 1} on`}.`,
    {
      hint: 'Series notation is metric{label="value"} followed by points such as 1, 1+2x3, _, stale.',
    },
  )
}
