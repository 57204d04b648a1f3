import { histogramSamples, isLabels } from '../reply/query-result.ts'
import type { HistogramSample, Labels, Series } from '../source.ts'
import { type Cursor, endOfNested, fail, skip } from './cursor.ts'
import { type ColumnRoom, createColumnRoom, createPoints, growPoints, type Points } from './points.ts'
import { scanTime, scanValue } from './scan-number.ts'

const closeBracket = 0x5d
const comma = 0x2c
const openBracket = 0x5b
const quote = 0x22

/** The series of a range reply, and where its array begins and ends in the reply. */
export interface ScannedMatrix {
  series: Series[]
  start: number
  end: number
}

const opening = '"resultType":"matrix","result":'

// A series is decoded in one go, so that one scratch serves every reply; it keeps the room of the longest series that was read.
const points = createPoints()

/** How far into a reply the result may begin: further in it is not the shape that servers write. */
const longestPreamble = 4096

/**
 * Reads the result array of a range reply as servers write it: no white space, `metric` first, then `values`, then
 * `histograms`. Undefined for anything else, valid or not; what surrounds the array is the caller's to check. It stops after
 * every `stretch` bytes or so, for whoever wants to do something else in between.
 */
export function* scanMatrix(bytes: Buffer, stretch: number): Generator<void, ScannedMatrix | undefined, void> {
  const found = bytes.subarray(0, longestPreamble).indexOf(opening)
  if (found < 0) return undefined
  const start = found + opening.length
  const cursor: Cursor = { bytes, at: start, point: -1 }
  const series: Series[] = []
  const room = createColumnRoom()
  if (!skip(cursor, '[')) return undefined
  if (skip(cursor, ']')) return { series, start, end: cursor.at }
  let rest = start + stretch
  for (;;) {
    if (cursor.at > rest) {
      yield
      rest = cursor.at + stretch
    }
    const one = scanSeries(cursor, room, series.at(-1))
    if (one === undefined) return undefined
    series.push(one)
    if (skip(cursor, ',')) continue
    return skip(cursor, ']') ? { series, start, end: cursor.at } : undefined
  }
}

function scanSeries(cursor: Cursor, room: ColumnRoom, previous: Series | undefined): Series | undefined {
  if (!skip(cursor, '{"metric":')) return undefined
  const labels = scanLabels(cursor)
  if (labels === undefined) return undefined
  points.length = 0
  if (skip(cursor, ',"values":[') && !skip(cursor, ']')) {
    scanPoints(cursor, points)
    if (cursor.at < 0) return undefined
  }
  let histograms: readonly HistogramSample[] | undefined
  if (skip(cursor, ',"histograms":')) {
    histograms = scanHistograms(cursor)
    if (histograms === undefined) return undefined
  }
  if (!skip(cursor, '}')) return undefined
  const times = timesOf(points, room, previous)
  const values = room.keep(points.values, points.length)
  return histograms === undefined || histograms.length === 0
    ? { labels, times, values }
    : { labels, times, values, histograms }
}

/** Most series of a reply have points at the same times, which thousands of them need not keep once each. */
function timesOf({ times, length }: Points, room: ColumnRoom, previous: Series | undefined): Float64Array {
  const known = previous?.times
  if (known === undefined || known.length !== length) return room.keep(times, length)
  for (let index = 0; index < length; index++) if (known[index] !== times[index]) return room.keep(times, length)
  return known
}

/** `[time,"value"],…]` into `points`; the opening bracket is already behind the cursor. */
function scanPoints(cursor: Cursor, points: Points): void {
  const { bytes } = cursor
  let { times, values } = points
  let length = 0
  let previous = Number.NEGATIVE_INFINITY
  for (;;) {
    if (bytes[cursor.at] !== openBracket) return void fail(cursor)
    cursor.at++
    const time = scanTime(cursor)
    const afterTime = cursor.at
    if (afterTime < 0 || time <= previous) return void fail(cursor)
    if (bytes[afterTime] !== comma || bytes[afterTime + 1] !== quote) return void fail(cursor)
    cursor.at = afterTime + 2
    const value = scanValue(cursor)
    const afterValue = cursor.at
    if (afterValue < 0 || bytes[afterValue] !== closeBracket) return void fail(cursor)
    if (length === times.length) {
      growPoints(points)
      ;({ times, values } = points)
    }
    times[length] = time
    values[length] = value
    length++
    previous = time
    cursor.at = afterValue + 2
    const next = bytes[afterValue + 1]
    if (next === comma) continue
    points.length = length
    if (next !== closeBracket) fail(cursor)
    return
  }
}

function scanLabels(cursor: Cursor): Labels | undefined {
  const labels = parseNested(cursor)
  return isLabels(labels) ? labels : undefined
}

function scanHistograms(cursor: Cursor): readonly HistogramSample[] | undefined {
  const parsed = histogramSamples.safeParse(parseNested(cursor))
  return parsed.success ? parsed.data : undefined
}

/** JSON.parse of the object or array at the cursor; undefined where it has none that is valid. */
function parseNested(cursor: Cursor): unknown {
  const { bytes, at } = cursor
  const end = endOfNested(bytes, at)
  if (end < 0) return undefined
  cursor.at = end
  try {
    return JSON.parse(bytes.toString('utf8', at, end))
  } catch {
    // The slow path meets the same text and says what is wrong with it.
    return undefined
  }
}
