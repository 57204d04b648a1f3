import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createIntegral } from './integral.ts'
import { createRecency } from './recency.ts'
import { columnValues } from './sample-values.ts'
import type { Scrapes } from './timetable.ts'

const start = 1_000_000_003
/** One event in 40 s; all but a few of them are in the first column. */
const rate = (time: number) => 0.025 * (1 + 0.5 * Math.sin(time / 900))
const late = 0.004
const events = 1

const make = () =>
  createIntegral({
    columns: 2,
    amounts: (time, seconds, out) => {
      out[0] = (1 - late) * rate(time) * seconds
      out[1] = rate(time) * seconds
    },
    start,
    recency: createRecency(1e6),
  })

const scrapesAt = (times: readonly number[]): Scrapes => {
  const all = Float64Array.from(times, (time) => time * 1000)
  const processes = [{ from: 0, to: all.length, since: start + 15 }]
  const kept = { times: all, places: new Int32Array(0), stale: [] }
  return { first: 0, all, answered: new Uint8Array(all.length), made: all, kept, processes }
}

const read = (column: number, times: readonly number[], factor = 1) => [
  ...columnValues(make(), { column, whole: true, factor, events })(scrapesAt(times)),
]

const everyHalfMinute = Array.from({ length: 4000 }, (_, index) => start + 60 + 30 * index)

test('each event comes into its bucket and into all above it at once', () => {
  const within = read(0, everyHalfMinute)
  const all = read(events, everyHalfMinute)
  const beyond = all.map((count, index) => count - (within[index] ?? 0))
  // As many as there are late ones, each for good.
  expect(beyond.at(-1)).toBe(Math.floor(late * (all.at(-1) ?? 0)))
  expect(beyond.every((count, index) => count >= (beyond[index - 1] ?? 0))).toBe(true)
  // Rounded by itself, a bucket would be behind for a part of the time between any two events.
  const alone = columnValues(make(), { column: 0, whole: true })(scrapesAt(everyHalfMinute))
  const behind = all.map((count, index) => count - (alone[index] ?? 0))
  expect(behind.some((count, index) => count < (behind[index - 1] ?? 0))).toBe(true)
})

test('samples are the same in whatever span they are asked for, never fall, and are never more than there are events', () => {
  const offset = fc.integer({ min: 60, max: 90_000 })
  fc.assert(
    fc.property(fc.array(offset, { minLength: 1, maxLength: 5 }), fc.constantFrom(0.8, 1, 1.2), (given, factor) => {
      const times = given.sort((a, b) => a - b).map((seconds) => start + seconds)
      const within = read(0, times, factor)
      const all = read(events, times, factor)
      expect(within).toEqual(times.flatMap((time) => read(0, [time], factor)))
      expect(within).toEqual([...within].sort((a, b) => a - b))
      expect(within.every((count, index) => count <= (all[index] ?? 0))).toBe(true)
    }),
    { numRuns: 60 },
  )
})
