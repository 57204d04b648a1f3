import { resolveWindow } from '@ocp-perf/metrics'
import type { Window } from '@ocp-perf/panel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type PastReach, pastRequests } from './past-requests.ts'
import { day, window } from './testing/cluster.ts'

/** The windows that a collector makes of the requests. */
function resolved(of: Window, reach: PastReach = {}): Window[] {
  const now = reach.now ?? of.end
  return pastRequests(of, reach).map((request) => resolveWindow(request, now, { keptSeconds: reach.keptSeconds }))
}

const pointsIn = ({ start, end, step }: Window) => (end - start) / step + 1
const covered = (windows: readonly Window[]) => windows.reduce((sum, { start, end }) => sum + end - start, 0)

test('an hour is held against the hour before it and the same hours of seven days, an hour more on each side', () => {
  const [before, ...days] = resolved(window)
  expect(before).toEqual({ start: window.start - 3600, end: window.start, step: 60 })
  expect(days).toEqual(
    [1, 2, 3, 4, 5, 6, 7].map((back) => ({
      start: window.start - back * day - 3600,
      end: window.end - back * day + 3600,
      step: 60,
    })),
  )
})

test('a source that keeps four days is asked for the days that lie in them', () => {
  const windows = resolved(window, { keptSeconds: 4 * day })
  expect(windows).toHaveLength(4)
  expect(Math.min(...windows.map(({ start }) => start))).toBeGreaterThanOrEqual(window.end - 4 * day)
})

test('whoever wants to look back three days is given those, and thirty at most', () => {
  expect(resolved(window, { reachSeconds: 3 * day })).toHaveLength(4)
  expect(resolved(window, { reachSeconds: 14 * day, keptSeconds: 10 * day })).toHaveLength(10)
  expect(resolved(window, { reachSeconds: 90 * day })).toHaveLength(31)
})

test('a reach of less than three such days means the time right before the window', () => {
  const windows = resolved(window, { reachSeconds: 3600 })
  expect(windows.every(({ step }) => step === window.step)).toBe(true)
  expect(covered(windows)).toBe(2 * 3600)
})

test('a window of the past counts what is kept from now on, not from its own end', () => {
  expect(resolved(window, { keptSeconds: 5 * day, now: window.end + 30 * day })).toEqual([])
  expect(resolved(window, { keptSeconds: 40 * day, now: window.end + 30 * day })).toHaveLength(8)
})

test('a source that keeps less than three such days is asked for the time right before the window', () => {
  const windows = resolved(window, { keptSeconds: 6 * 3600 })
  expect(windows.map(({ step }) => step)).toEqual(windows.map(() => window.step))
  expect(windows[0]?.end).toBe(window.start)
  expect(covered(windows)).toBe(5 * 3600)
})

test('a window of a day is held against the week before it, one of a month against a month', () => {
  const ofADay = { start: window.end - day, end: window.end, step: 300 }
  expect(covered(resolved(ofADay))).toBe(7 * day)
  const ofAMonth = { start: window.end - 30 * day, end: window.end, step: 10_800 }
  expect(resolved(ofAMonth)).toEqual([{ start: ofAMonth.start - 30 * day, end: ofAMonth.start, step: 10_800 }])
})

test('a fine window shortens the hours around it rather than widen its rates much', () => {
  const fine = { start: window.end - 10_800, end: window.end, step: 60 }
  expect(resolved(fine)[1]).toMatchObject({ start: fine.start - day - 3540, end: fine.end - day + 3540, step: 60 })
})

test.each([
  ['that begins with the window has no past', window.start, 0],
  ['that begins a few seconds before it has none either', window.start - 40, 0],
  ['that begins long before it has that time', window.start - 7200, 7200],
  ['of four days has the same hours of three', window.start - 4 * day, 3600 + 3 * 3 * 3600],
])('a recording %s', (_, start, seconds) => {
  expect(covered(resolved(window, { recording: { start } }))).toBe(seconds)
})

test('whatever the window, each request is one that a collector takes, of the past alone and of no longer rates than need be', () => {
  const windows = fc
    .record({
      step: fc.constantFrom(1, 5, 15, 30, 60, 120, 300, 3600, 10_800),
      points: fc.integer({ min: 1, max: 299 }),
      kept: fc.option(fc.integer({ min: 60, max: 40 * day }), { nil: undefined }),
      late: fc.integer({ min: 0, max: 10 * day }),
    })
    .filter(({ step, points }) => step * points <= 31 * day)
    .map(({ step, points, kept, late }) => {
      const end = Math.floor(window.end / 60) * 60
      return { of: { start: end - points * step, end, step }, reach: { keptSeconds: kept, now: end + late } }
    })
  fc.assert(
    fc.property(windows, ({ of, reach }) => {
      for (const past of resolved(of, reach)) {
        expect(past.end).toBeLessThanOrEqual(of.start)
        expect(past.start).toBeLessThan(past.end)
        expect(pointsIn(past)).toBeLessThanOrEqual(300)
        expect(past.step === of.step || past.step <= 60).toBe(true)
      }
      expect(pastRequests(of, reach).length).toBeLessThanOrEqual(8)
    }),
    { numRuns: 100 },
  )
})
