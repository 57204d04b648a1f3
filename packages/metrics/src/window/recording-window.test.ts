import fc from 'fast-check'
import { expect, test } from 'vitest'
import { resolveRequest, resolveWindow } from './window.ts'

/** 1h20m of data that ends at 03:20:00 UTC. */
const recording = { name: 'the dump x.om', start: 1_790_042_400, end: 1_790_047_200 }
const now = recording.end
const ask = (request: Parameters<typeof resolveRequest>[0]) => resolveRequest(request, now, { recording })

test('within a recording a window is what it would be on a live source', () => {
  for (const request of [{}, { duration: '15m' }, { start_time: 'now-1h', end_time: 'now-30m' }]) {
    expect(ask(request)).toEqual({ window: resolveWindow(request, now), unseenSeconds: 0 })
  }
})

test('a window that begins before the data is answered with what there is, on a step for that', () => {
  const { window, unseenSeconds } = ask({ duration: '7d' })
  expect(window).toEqual({ start: recording.start, end: now, step: 30 })
  expect(unseenSeconds).toBe(7 * 86_400 - 4800)
  expect(ask({ start_time: '2020-01-01T00:00:00Z' }).window).toEqual(window)
})

test.each([
  ['ends before the data begin', { end_time: 'now-2h' }, 'the window ends before the dump x.om begins'],
  ['lies before them', { start_time: '2020-01-01T00:00:00Z', duration: '1h' }, 'ends before the dump x.om begins'],
  ['begins after them', { start_time: '2030-01-01T00:00:00Z' }, 'start_time lies after the end of the dump x.om'],
  ['ends after them', { end_time: '2030-01-01T00:00:00Z' }, 'end_time lies after the end of the dump x.om'],
])('a window that %s is refused with the span of the data', (_, request, message) => {
  expect(() => ask(request)).toThrow(
    expect.objectContaining({
      code: 'invalid_input',
      message: expect.stringContaining(message),
      hint: 'Its data are of 2026-09-22 02:00:00 to 03:20:00 UTC (1h20m).',
    }),
  )
})

test('how far back a live source keeps samples is no question of a recording', () => {
  expect(resolveWindow({ duration: '1h' }, now, { recording, keptSeconds: 60 }).start).toBe(now - 3600)
})

test('the one moment of a recording lies in every window of it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 100_000 }),
      fc.nat(59),
      fc.constantFrom(5, 15, 30, 60),
      (at, length, scrape) => {
        const end = now + at / 1000
        const moment = { name: 'x', start: end - length, end }
        const window = resolveWindow({}, Math.ceil(end), { recording: moment, scrapeSeconds: scrape })
        // A sample is seen for five minutes after its time.
        return window.end >= end && window.end - end <= 61 && window.end > window.start
      },
    ),
    { numRuns: 100 },
  )
})
