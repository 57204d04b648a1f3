import { isUtf8 } from 'node:buffer'
import type { Labels } from '@ocp-perf/promql'
import { backslash, closeBrace, newline, openBrace, quote, skipBlanks, space, tab } from './bytes.ts'
import { unescapeText } from './unescape.ts'

/** The labels, or why the series cannot be used, in words for a report. */
export type ParsedSeries = { labels: Labels; reason?: undefined } | { labels?: undefined; reason: string }

/**
 * The index after the series that begins at `from`, in a line that ends with a newline: a name, labels in braces or
 * both. Only quotes and escapes are followed; `parseSeries` checks the rest. -1 when the braces do not close.
 */
export function endOfSeries(bytes: Buffer, from: number): number {
  let at = from
  let code = bytes[at] ?? newline
  while (code !== openBrace && code !== space && code !== tab && code !== newline) code = bytes[++at] ?? newline
  const afterName = at
  if (code !== openBrace) at = skipBlanks(bytes, at)
  // Blanks may stand before the labels; a native histogram is in braces too.
  if (bytes[at] !== openBrace || isNativeHistogram(bytes, at)) return afterName
  let quoted = false
  for (at++; ; at++) {
    code = bytes[at] ?? newline
    if (code === newline) return -1
    if (quoted) {
      if (code === backslash) at += bytes[at + 1] === newline ? 0 : 1
      else if (code === quote) quoted = false
    } else if (code === quote) quoted = true
    else if (code === closeBrace) return at + 1
  }
}

const histogramStart = Buffer.from('{count:')

/** Whether the braces at `at` are those of a native histogram's value. */
export function isNativeHistogram(bytes: Buffer, at: number): boolean {
  return histogramStart.equals(bytes.subarray(at, at + histogramStart.length))
}

const bareName = /[a-zA-Z_:][a-zA-Z0-9_:]*/y
const bareLabel = /[a-zA-Z_][a-zA-Z0-9_]*/y
const blanks = /[ \t]*/y
const quoted = /"((?:[^"\\]|\\.)*)"/sy

/**
 * Labels of a series as it is written: `up{job="etcd"}`, `{__name__="up", job="etcd"}` or, where a name is not of the
 * classic form, `{"my.metric","my.label"="x"}`. A label with an empty value is the same as none.
 */
export function parseSeries(bytes: Buffer, from: number, to: number): ParsedSeries {
  const text = isAscii(bytes, from, to) ? bytes.toString('latin1', from, to) : bytes.toString('utf8', from, to)
  if (text.includes('\uFFFD') && !isUtf8(bytes.subarray(from, to))) return { reason: 'not valid UTF-8' }
  const reader = readerOf(text)
  const found = new Map<string, string>()
  const name = reader.take(bareName)?.[0]
  if (name !== undefined) found.set('__name__', name)
  reader.take(blanks)
  if (!reader.done()) {
    const reason = reader.literal('{') ? readLabels(reader, found) : 'no series'
    if (reason !== undefined) return { reason }
  }
  const labels = labelsOf(found)
  return labels.__name__ === undefined ? { reason: 'no metric name' } : { labels }
}

/** Reads up to the closing brace; the reason why that failed, if it did. */
function readLabels(reader: Reader, found: Map<string, string>): string | undefined {
  for (;;) {
    reader.take(blanks)
    if (reader.literal('}')) return reader.done() ? undefined : 'text between series and value'
    const reason = readLabel(reader, found)
    if (reason !== undefined) return reason
    reader.take(blanks)
    if (!reader.literal(',') && !reader.at('}')) return 'no comma between two labels'
  }
}

function readLabel(reader: Reader, found: Map<string, string>): string | undefined {
  const inQuotes = reader.take(quoted)?.[1]
  const name = inQuotes === undefined ? reader.take(bareLabel)?.[0] : unescapeText(inQuotes)
  if (name === undefined || name === '') return 'no label name where one is due'
  reader.take(blanks)
  if (inQuotes !== undefined && (reader.at(',') || reader.at('}'))) return put(found, '__name__', name)
  if (!reader.literal('=')) return `no = after the label ${shown(name)}`
  reader.take(blanks)
  const value = reader.take(quoted)?.[1]
  if (value === undefined) return `no value in quotes for the label ${shown(name)}`
  const text = unescapeText(value)
  return text === undefined ? `the label ${shown(name)} is not valid UTF-8` : put(found, name, text)
}

function put(found: Map<string, string>, name: string, value: string): string | undefined {
  if (found.has(name)) return `the label ${shown(name)} stands there twice`
  found.set(name, value)
  return undefined
}

function labelsOf(found: ReadonlyMap<string, string>): Labels {
  const given = [...found].filter(([, value]) => value !== '')
  // Unlike an assignment, this makes `__proto__` a label like any other.
  return Object.fromEntries(given)
}

function isAscii(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if ((bytes[at] ?? 0) >= 0x80) return false
  return true
}

const longestShown = 60

/** Names come from the file: a report must not grow with them, nor steer the terminal of its reader. */
function shown(name: string): string {
  const start = name.length > longestShown ? `${name.slice(0, longestShown)}…` : name
  return start.replace(/\p{Cc}/gu, ' ')
}

interface Reader {
  take(pattern: RegExp): RegExpExecArray | undefined
  literal(text: string): boolean
  at(text: string): boolean
  done(): boolean
}

function readerOf(text: string): Reader {
  let at = 0
  return {
    take: (pattern) => {
      pattern.lastIndex = at
      const match = pattern.exec(text) ?? undefined
      if (match !== undefined) at = pattern.lastIndex
      return match
    },
    literal: (wanted) => {
      const there = text.startsWith(wanted, at)
      if (there) at += wanted.length
      return there
    },
    at: (wanted) => text.startsWith(wanted, at),
    done: () => at === text.length,
  }
}
