import { hash, isLineEnd, newline, skipBlanks } from './bytes.ts'
import { flush, type LineState } from './line-state.ts'
import { remember, repeats } from './repeated-series.ts'
import { readSample } from './sample-line.ts'
import { endOfSeries, parseSeries } from './series-text.ts'

// Latin-1 for the three bytes that some editors put before UTF-8.
const byteOrderMark = '\u00ef\u00bb\u00bf'
// What `promtool tsdb dump` writes, always with milliseconds.
const nameAsLabel = '{__name__="'

/** Reads whole lines; the byte before `to` is a newline. */
export function readLines(state: LineState, bytes: Buffer, from: number, to: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  state.cursor.bytes = bytes
  let at = from
  while (at < to) {
    state.lines++
    const same = repeats(state.repeated, bytes, view, at, to)
    const afterSeries = same < 0 ? startLine(state, bytes, at) : same
    const near = afterSeries < 0 ? at : readSample(state, bytes, afterSeries)
    at = bytes[near] === newline ? near + 1 : bytes.indexOf(newline, near) + 1
  }
}

/**
 * Reads the beginning of a line that does not have the series of the line before. Returns the index after its series, or
 * -1 where there is no sample to read.
 */
function startLine(state: LineState, bytes: Buffer, from: number): number {
  let at = skipBlanks(bytes, from)
  if (state.lines === 1 && bytes.toString('latin1', at, at + byteOrderMark.length) === byteOrderMark) {
    at = skipBlanks(bytes, at + byteOrderMark.length)
  }
  if (isLineEnd(bytes, at)) return -1
  if (bytes[at] === hash) {
    state.metadata.read(bytes.toString('utf8', at, bytes.indexOf(newline, at)))
    return -1
  }
  const end = endOfSeries(bytes, at)
  const reason = end < 0 ? 'the labels do not end' : switchSeries(state, bytes, at, end)
  if (reason === undefined) return end
  state.bad.add(state.lines, reason)
  return -1
}

/** Makes the series at `from` the one whose samples are read; the reason why it cannot be, if there is one. */
function switchSeries(state: LineState, bytes: Buffer, from: number, to: number): string | undefined {
  const { table, repeated } = state
  const spelling = bytes.toString('latin1', from, to)
  let series = table.find(spelling)
  if (series === undefined) {
    const { labels, reason } = parseSeries(bytes, from, to)
    if (reason !== undefined) return reason
    series = table.add(spelling, labels)
  }
  flush(state)
  repeated.series = series
  repeated.unit = spelling.startsWith(nameAsLabel) ? 'milliseconds' : undefined
  remember(repeated, bytes, from, to)
  return undefined
}
