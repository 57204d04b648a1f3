import { alignWindow as promAlign } from '@ocp-perf/promql'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { alignWindow, chooseStep, maxPoints, rateWindow } from './grid.ts'
import { resolveWindow } from './window.ts'

const now = 1_790_000_000
const hour = 3600

describe('a window', () => {
  test('is the last hour when nothing is said', () => {
    expect(resolveWindow({}, now)).toEqual({ start: 1_789_996_380, end: 1_789_999_980, step: 30 })
  })

  test.each([
    ['a length up to now', { duration: '2h' }, now - 2 * hour, now],
    ['a length up to an end', { duration: '1h', end_time: 'now-1d' }, now - 25 * hour, now - 24 * hour],
    ['a start until now', { start_time: 'now-6h' }, now - 6 * hour, now],
    ['a start and a length', { start_time: 'now-6h', duration: '1h' }, now - 6 * hour, now - 5 * hour],
    [
      'a start and an end, whatever the length',
      { start_time: '3h', end_time: '2h', duration: '9m' },
      now - 3 * hour,
      now - 2 * hour,
    ],
    ['a start and a length that would pass now', { start_time: '1h', duration: '3h' }, now - hour, now],
  ])('can be %s', (_, request, start, end) => {
    const window = resolveWindow(request, now)
    expect(Math.abs(window.start - start)).toBeLessThanOrEqual(window.step)
    expect(Math.abs(window.end - end)).toBeLessThanOrEqual(window.step)
  })

  test('may end a moment ahead of our clock', () => {
    expect(resolveWindow({ end_time: String(now + 10) }, now).end).toBeLessThanOrEqual(now)
  })

  test.each([
    ['an end before the start', { start_time: '1h', end_time: '2h' }, /ends before it starts/],
    ['an end at the start', { start_time: '1h', end_time: '1h' }, /ends before it starts/],
    ['a future start', { start_time: '2030-01-01T00:00:00Z' }, /start_time lies in the future/],
    ['a future end', { end_time: '2030-01-01T00:00:00Z' }, /end_time lies in the future/],
    ['a start that is now', { start_time: 'now' }, /ends before it starts/],
    ['more than 31 days', { duration: '32d' }, /more than the 31d/],
    ['all of history', { start_time: '0' }, /more than the 31d/],
    ['a step that makes too many points', { duration: '1d', step: 1 }, /step of 1 s/],
    [
      'a step longer than the window, whose one point might lie before it',
      { duration: '1h', step: 86_400 },
      /step of 86400 s/,
    ],
    ['a step of nothing', { step: 0 }, /step of 0 s/],
    ['a step that is no number', { step: Number.NaN }, /step of NaN s/],
  ])('cannot be %s', (_, request, message) => {
    expect(() => resolveWindow(request, now)).toThrow(
      expect.objectContaining({
        code: 'invalid_input',
        message: expect.stringMatching(message),
        hint: expect.any(String),
      }),
    )
  })

  test('is no longer than what the source keeps', () => {
    expect(() => resolveWindow({ duration: '3d' }, now, { maxSeconds: 86_400 })).toThrow(/more than the 1d/)
  })

  test('asked for by its own result is itself', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 60, max: 30 * 86_400 }),
        fc.constantFrom(2, 15, 30, 60),
        (length, scrapeSeconds) => {
          const window = resolveWindow({ duration: `${length}s` }, now, { scrapeSeconds })
          if (window.start === window.end) return
          const again = { start_time: String(window.start), end_time: String(window.end), step: window.step }
          expect(resolveWindow(again, now + 17, { scrapeSeconds })).toEqual(window)
        },
      ),
      { numRuns: 20 },
    )
  })
})

test('every window fits its grid: aligned, no finer than a scrape, at most 300 points, within a step of what was asked', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 31 * 86_400 }),
      fc.integer({ min: 1, max: 300 }),
      fc.double({ min: 1e9, max: 2e9, noNaN: true }),
      (length, scrapeSeconds, end) => {
        const step = chooseStep(length, scrapeSeconds)
        const window = alignWindow({ start: end - length, end }, step)
        expect(step).toBeGreaterThanOrEqual(scrapeSeconds)
        expect(window.end % Math.min(step, 60)).toBe(0)
        expect((window.end - window.start) % step).toBe(0)
        expect(window.end).toBeLessThanOrEqual(end)
        expect(end - window.end).toBeLessThan(Math.min(step, 60))
        expect(promAlign(window)).toEqual(window)
        expect((window.end - window.start) / step + 1).toBeLessThanOrEqual(maxPoints)
        expect(length - (window.end - window.start)).toBeLessThanOrEqual(step)
      },
    ),
    { numRuns: 100 },
  )
})

test('a week that is asked for between two hours ends within a minute of now', () => {
  const clock = Date.parse('2026-09-21T09:47:31Z') / 1000
  const end = Date.parse('2026-09-21T09:47:00Z') / 1000
  expect(resolveWindow({ duration: '1w' }, clock)).toEqual({ start: end - 7 * 86_400, end, step: hour })
  expect(resolveWindow({ duration: '1w' }, clock + 20)).toEqual({ start: end - 7 * 86_400, end, step: hour })
})

test('a step that does not divide a minute keeps its points where the source evaluates them', () => {
  fc.assert(
    fc.property(fc.integer({ min: 13, max: 3599 }), fc.integer({ min: 1e9, max: 2e9 }), (step, clock) => {
      const window = resolveWindow({ duration: '1h', step }, clock)
      expect(promAlign(window)).toEqual(window)
      expect(clock - window.end).toBeLessThan(Math.min(step, 60))
    }),
    { numRuns: 50 },
  )
})

test('a window shorter than a step is one step long, and can be asked for again', () => {
  const window = resolveWindow({ duration: '5s' }, now)
  expect(window).toEqual({ start: 1_789_999_950, end: 1_789_999_980, step: 30 })
  const again = { start_time: String(window.start), end_time: String(window.end), step: window.step }
  expect(resolveWindow(again, now)).toEqual(window)
})

test('a rate spans four scrapes, its step and its least window', () => {
  expect(rateWindow(30, 30)).toBe(120)
  expect(rateWindow(2, 15)).toBe(15)
  expect(rateWindow(15, 600)).toBe(600)
  expect(rateWindow(30, 30, 300)).toBe(300)
})

test('what the source no longer keeps is refused with what it keeps, and what it keeps is not', () => {
  const now = 1_789_999_200
  const kept = { keptSeconds: 15 * 86_400 }
  const forgotten = () => resolveWindow({ start_time: String(now - 16 * 86_400), duration: '1h' }, now, kept)
  expect(forgotten).toThrow(
    expect.objectContaining({
      code: 'invalid_input',
      message: 'the window starts 16d ago, and this Prometheus keeps 15d',
      hint: 'Ask for at most 15d.',
    }),
  )
  expect(() => resolveWindow({ duration: '16d' }, now, kept)).toThrow('keeps 15d')
  expect(resolveWindow({ duration: '15d' }, now, kept).end).toBeLessThanOrEqual(now)
  expect(resolveWindow({ duration: '16d' }, now).end).toBeLessThanOrEqual(now)
})
