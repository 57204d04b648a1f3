import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Frame, RangeWindow } from './source.ts'
import { alignWindow, gridOf, joinFrames, maxPointsPerRequest, pointsOf, splitWindow } from './split-range.ts'

const runs = { numRuns: 20 }

const window = fc
  .record({
    start: fc.integer({ min: 0, max: 2_000_000_000_000 }),
    length: fc.integer({ min: 0, max: 90_000_000 }),
    step: fc.integer({ min: 1_000, max: 3_600_000 }),
  })
  .map(({ start, length, step }) => ({ start: start / 1000, end: (start + length) / 1000, step: step / 1000 }))

/** Windows with steps that people choose, whose grid is coarser than milliseconds. */
const easyWindow = fc
  .record({
    start: fc.integer({ min: 0, max: 2_000_000_000_000 }),
    length: fc.integer({ min: 0, max: 90_000_000 }),
    step: fc.constantFrom(1, 15, 30, 45, 60, 90, 300, 3600, 86_400),
  })
  .map(({ start, length, step }) => ({ start: start / 1000, end: (start + length) / 1000, step }))

/** The points of a window, in milliseconds. */
function grid({ start, end, step }: RangeWindow): number[] {
  const count = pointsOf({ start, end, step })
  return Array.from({ length: count }, (_, index) => Math.round(start * 1000) + index * Math.round(step * 1000))
}

const milliseconds = (seconds: number) => Math.round(seconds * 1000)

test('alignment moves the start down by less than a step and a minute, and the end to the last point', () => {
  fc.assert(
    fc.property(fc.oneof(window, easyWindow), (given) => {
      const aligned = alignWindow(given)
      const [start, end, step, grid] = [aligned.start, aligned.end, given.step, gridOf(given.step)].map(milliseconds)
      if (start === undefined || end === undefined || step === undefined || grid === undefined) return
      expect(milliseconds(given.start) - start).toBeGreaterThanOrEqual(0)
      expect(milliseconds(given.start) - start).toBeLessThan(grid)
      expect(grid).toBeLessThanOrEqual(Math.min(step, 60_000))
      expect(end).toBeLessThanOrEqual(milliseconds(given.end))
      expect(end + step).toBeGreaterThan(milliseconds(given.end) - grid)
      expect([start % grid, end % grid, (end - start) % step]).toEqual([0, 0, 0])
      expect(alignWindow(aligned)).toEqual(aligned)
    }),
    runs,
  )
})

test('a window of whole steps keeps its length, and its end is never a minute away', () => {
  fc.assert(
    fc.property(easyWindow, ({ start, step }) => {
      const aligned = alignWindow({ start, end: start + 20 * step, step })
      expect(milliseconds(aligned.end - aligned.start)).toBe(20 * step * 1000)
      expect(milliseconds(start + 20 * step - aligned.end)).toBeLessThan(Math.min(step * 1000, 60_000))
    }),
    runs,
  )
})

test.each([
  [1, 1],
  [15, 15],
  [45, 15],
  [60, 60],
  [90, 30],
  [3600, 60],
  [2.5, 2.5],
  [0.7, 0.1],
])('the grid of a step of %d s is %d s', (step, grid) => {
  expect(gridOf(step)).toBe(grid)
})

test('windows that differ by less than their grid become the same window', () => {
  expect(alignWindow({ start: 1003, end: 1603.4, step: 15 })).toEqual({ start: 990, end: 1590, step: 15 })
  expect(alignWindow({ start: 995, end: 1600, step: 15 })).toEqual({ start: 990, end: 1590, step: 15 })
  const week = { start: 604_860, end: 1_209_660, step: 3600 }
  for (const late of [0, 20, 59.9]) {
    expect(alignWindow({ ...week, start: week.start + late, end: week.end + late })).toEqual(week)
  }
})

test('the parts hold each point of the window once, in order, and no part is too long', () => {
  fc.assert(
    fc.property(fc.oneof(window, easyWindow), fc.integer({ min: 1, max: 500 }), (given, maxPoints) => {
      const aligned = alignWindow(given)
      const parts = splitWindow(aligned, maxPoints)
      expect(parts.every((part) => pointsOf(part) <= maxPoints)).toBe(true)
      expect(parts.flatMap(grid)).toEqual(grid(aligned))
    }),
    runs,
  )
})

test.each([15, 3600])('the parts of a window that moves on stay the same, but for its ends (step %d s)', (step) => {
  const length = 40_000 * step
  const parts = (start: number) => splitWindow(alignWindow({ start, end: start + length, step }))
  const later = parts(1_700_000_000 + 3600)
  expect(later.length).toBeGreaterThan(2)
  for (const part of parts(1_700_000_000).slice(1, -1)) expect(later).toContainEqual(part)
})

test('joining the parts of any answer gives the answer', () => {
  const points = fc.uniqueArray(fc.nat(2000), { maxLength: 60 }).map((all) => all.sort((a, b) => a - b))
  const answer = fc.uniqueArray(fc.record({ name: fc.string(), points }), {
    selector: ({ name }) => name,
    maxLength: 4,
  })
  fc.assert(
    fc.property(answer, fc.integer({ min: 1, max: 300 }), (given, maxPoints) => {
      const all = given.filter((series) => series.points.length > 0)
      const frameOf = (from: number, to: number): Frame => ({
        series: all.flatMap(({ name, points: times }) => {
          const inside = times.filter((time) => time >= from && time <= to)
          const labels = from % 2 === 0 ? { name, job: 'j' } : { job: 'j', name }
          return inside.length === 0
            ? []
            : [{ labels, times: Float64Array.from(inside), values: Float64Array.from(inside, Math.sqrt) }]
        }),
        warnings: ['same'],
        partial: from === 0,
      })
      const parts = splitWindow({ start: 0, end: 2000, step: 1 }, maxPoints)
      const joined = joinFrames(parts.map(({ start, end }) => frameOf(start, end)))
      const byName = (frame: Frame) => new Map(frame.series.map((series) => [series.labels.name, series]))
      expect(byName(joined)).toEqual(byName(frameOf(0, 2000)))
      expect(joined.warnings).toEqual(['same'])
      expect(joined.partial).toBe(true)
    }),
    runs,
  )
})

test('native histograms of the parts follow one another', () => {
  const part = (time: number): Frame => ({
    series: [
      {
        labels: { a: 'b' },
        times: new Float64Array(),
        values: new Float64Array(),
        histograms: [{ time, count: 1, sum: 2, buckets: [] }],
      },
    ],
    warnings: [],
    partial: false,
  })
  expect(joinFrames([part(1), part(2)]).series[0]?.histograms?.map(({ time }) => time)).toEqual([1, 2])
})

test.each([
  [{ start: 0, end: 10, step: 0 }, 'invalid_input'],
  [{ start: 0, end: 10, step: -1 }, 'invalid_input'],
  [{ start: 0, end: 10, step: 0.0001 }, 'invalid_input'],
  [{ start: Number.NaN, end: 10, step: 1 }, 'invalid_input'],
  [{ start: 0, end: Number.POSITIVE_INFINITY, step: 1 }, 'invalid_input'],
  [{ start: 10, end: 0, step: 1 }, 'invalid_input'],
  [{ start: 0, end: 1_000_000_000, step: 1 }, 'too_large'],
])('%o is refused', (given, code) => {
  expect(() => alignWindow(given)).toThrow(expect.objectContaining({ code, hint: expect.stringMatching(/\w/) }))
})

test('a window of exactly the limit is one request, and one more point makes two', () => {
  const of = (points: number) => splitWindow({ start: 0, end: points - 1, step: 1 })
  expect(of(maxPointsPerRequest)).toHaveLength(1)
  expect(of(maxPointsPerRequest + 1)).toHaveLength(2)
})
