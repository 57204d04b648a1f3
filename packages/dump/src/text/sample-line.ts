import { runCapacity } from '../columns/columns.ts'
import { hash, isLineEnd, newline, openBrace, skipBlanks } from './bytes.ts'
import { flush, type LineState } from './line-state.ts'
import { scanNumber } from './scan-number.ts'
import { isNativeHistogram } from './series-text.ts'
import { toMilliseconds, unitOf } from './time-unit.ts'

/**
 * Reads value and time of a sample of `state.repeated.series`, from the byte after its series on. Returns an index in the
 * line from which to look for its end.
 */
export function readSample(state: LineState, bytes: Buffer, from: number): number {
  const { cursor, repeated, run } = state
  let at = skipBlanks(bytes, from)
  if (at === from || bytes[at] === openBrace) return readOddValue(state, bytes, from, at)
  cursor.at = at
  const value = scanNumber(cursor)
  if (cursor.at < 0) return refuse(state, at, 'the value is not a number')
  at = skipBlanks(bytes, cursor.at)
  if (isLineEnd(bytes, at) || (bytes[at] === hash && at > cursor.at)) {
    state.withoutTime++
    return refuse(state, at, 'no time')
  }
  if (at === cursor.at) return refuse(state, at, 'the value is not a number')
  cursor.at = at
  const written = scanNumber(cursor)
  if (cursor.at < 0) return refuse(state, at, 'the time is not a number')
  const length = cursor.at - at
  at = cursor.at
  if (bytes[at] !== newline) {
    at = skipBlanks(bytes, at)
    // An exemplar may follow.
    if (!isLineEnd(bytes, at) && (bytes[at] !== hash || at === cursor.at))
      return refuse(state, at, 'text after the time')
  }
  if (repeated.unit === undefined) state.unit ??= unitOf(written)
  const unit = repeated.unit ?? state.unit ?? 'seconds'
  const time = toMilliseconds(written, unit)
  if (Number.isNaN(time)) return refuse(state, at, `the time is not in ${unit}, as others in this file`)
  state.timeLength = length
  run.times[run.length] = time
  run.values[run.length] = value
  run.length++
  state.samples++
  if (run.length === runCapacity) flush(state)
  return at
}

function readOddValue(state: LineState, bytes: Buffer, from: number, at: number): number {
  if (at === from) return refuse(state, at, 'no space between series and value')
  if (!isNativeHistogram(bytes, at)) return refuse(state, at, 'the value is not a number')
  state.nativeHistograms++
  return at
}

function refuse(state: LineState, at: number, reason: string): number {
  state.bad.add(state.lines, reason)
  return at
}
