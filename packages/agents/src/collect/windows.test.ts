import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dueAfter, longestWindow, merged, planWindows, type Span, settleSeconds, wantedSpan } from './windows.ts'

const now = 1_790_000_123
const minutes = (from: number, to: number): Span => ({ start: 60 * from, end: 60 * to })

const spans = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 150 })), { maxLength: 8 })
  .map((all) => all.map(([from, length]) => minutes(from, from + length)))

test('what is planned and what is covered join to all that is wanted, each minute planned once', () => {
  fc.assert(
    fc.property(spans, fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 400 }), (covered, from, length) => {
      const wanted = minutes(from, from + length)
      const { live, older } = planWindows(wanted, covered)
      const planned = live === undefined ? older : [live, ...older]
      const wrong: number[] = []
      for (let minute = from; minute < from + length; minute++) {
        const holds = ({ start, end }: Span) => start <= 60 * minute && 60 * minute < end
        if (planned.filter(holds).length !== (covered.some(holds) ? 0 : 1)) wrong.push(minute)
      }
      expect(wrong).toEqual([])
      for (const { start, end } of planned) {
        expect(end - start).toBeGreaterThan(0)
        expect(end - start).toBeLessThanOrEqual(longestWindow)
        expect(start).toBeGreaterThanOrEqual(wanted.start)
        expect(end).toBeLessThanOrEqual(wanted.end)
      }
      expect(planned.map(({ end }) => end)).toEqual(planned.map(({ end }) => end).sort((a, b) => b - a))
      expect(live?.end ?? wanted.end).toBe(wanted.end)
    }),
  )
})

test('what is wanted never lies in the future, ends on the grid and reaches back as far as was said', () => {
  const reach = fc.record({
    now: fc.integer({ min: 1_700_000_000, max: 1_900_000_000 }),
    every: fc.integer({ min: 1, max: 1440 }).map((count) => 60 * count),
    backfill: fc.integer({ min: 0, max: 2_000_000 }),
  })
  fc.assert(
    fc.property(reach, (asked) => {
      const wanted = wantedSpan(asked)
      expect(wanted.end).toBeLessThanOrEqual(asked.now - settleSeconds)
      expect(asked.now - settleSeconds - wanted.end).toBeLessThan(asked.every)
      expect(wanted.end % asked.every).toBe(0)
      expect(wanted.start % 60).toBe(0)
      expect(wanted.end - wanted.start).toBeGreaterThanOrEqual(asked.every)
      expect(wanted.start).toBeGreaterThanOrEqual(Math.min(asked.now - asked.backfill, wanted.end - asked.every))
    }),
  )
})

test('the first round asks for one round, and each later one for exactly what came since', () => {
  const covered: Span[] = []
  const asked: Span[] = []
  for (const late of [0, 300, 900, 1200]) {
    const wanted = wantedSpan({ now: now + late, every: 300, backfill: 0 })
    const { live } = planWindows({ start: (covered[0] ?? wanted).start, end: wanted.end }, covered)
    if (live === undefined) throw new Error('something is due')
    covered.push(live)
    asked.push(live)
  }
  expect(asked.map(({ start, end }) => end - start)).toEqual([300, 300, 600, 300])
  expect(merged(asked)).toHaveLength(1)
})

test('where nothing was recorded for longer than a window may be, its newest part is asked for first', () => {
  const wanted = { start: now - 86_400, end: now }
  const { live, older } = planWindows(wanted, [{ start: wanted.start, end: now - 18_000 }])
  expect(live).toEqual({ start: now - 7200, end: now })
  expect(older).toEqual([
    { start: now - 14_400, end: now - 7200 },
    { start: now - 18_000, end: now - 14_400 },
  ])
})

test('where all is recorded nothing is due', () => {
  const wanted = { start: now - 3600, end: now }
  expect(planWindows(wanted, [{ start: now - 7200, end: now + 60 }])).toEqual({ live: undefined, older: [] })
})

test('of a recording all that was asked for is wanted, and a moment is a minute', () => {
  const recording = { start: 1000.5, end: 1900.2 }
  expect(wantedSpan({ now, every: 300, backfill: 86_400, recording })).toEqual({ start: 1000, end: 1901 })
  expect(wantedSpan({ now, every: 300, backfill: 600, recording })).toEqual({ start: 1301, end: 1901 })
  expect(wantedSpan({ now, every: 300, backfill: 0, recording: { start: 1900, end: 1900 } })).toEqual({
    start: 1840,
    end: 1900,
  })
})

test('a round is due when the next window has ended and its samples had time to arrive', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1_700_000_000, max: 1_900_000_000 }),
      fc.integer({ min: 1, max: 90 }),
      (began, count) => {
        const every = 60 * count
        const due = dueAfter(began, every)
        expect(due).toBeGreaterThan(began)
        expect(due - began).toBeLessThanOrEqual(every)
        expect((due - settleSeconds) % every).toBe(0)
      },
    ),
  )
})
