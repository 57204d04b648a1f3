import { expect, test } from 'vitest'
import { smallStart, smallWorld } from './testing/small-world.ts'
import { createTimetable } from './timetable.ts'

const untilMs = (smallStart + 3600) * 1000
const always = { from: Number.NEGATIVE_INFINITY, to: untilMs }
const timetables = smallWorld.targets.map((target) => createTimetable(target, smallWorld))

test('scrapes come an interval apart, a few milliseconds more or less, each target at its own moment', () => {
  const begins = timetables.map((timetable, index) => {
    const times = timetable.scrapesIn(always).made
    const intervalMs = (smallWorld.targets[index]?.intervalSeconds ?? 0) * 1000
    const gaps = [...times.subarray(1)].map((time, place) => time - (times[place] ?? 0) - intervalMs)
    expect(times.length).toBe(Math.floor((untilMs - (times[0] ?? 0)) / intervalMs) + 1)
    expect(Math.max(...gaps.map(Math.abs))).toBeLessThan(5)
    expect(new Set(gaps).size).toBeGreaterThan(2)
    return times[0] ?? 0
  })
  expect(new Set(begins).size).toBe(begins.length)
  for (const begin of begins) expect(begin).toBeGreaterThanOrEqual(smallStart * 1000)
})

test('any part of the time has the scrapes that the whole has there', () => {
  const [timetable] = timetables
  const whole = timetable?.scrapesIn(always)
  const times = whole?.made ?? new Float64Array()
  for (let from = 0; from < times.length; from += 7) {
    const span = { from: times[from] ?? 0, to: times[from + 5] ?? untilMs }
    const part = timetable?.scrapesIn(span)
    expect([...(part?.made ?? [])]).toEqual([...times.subarray(from, from + 6)])
    expect(part?.all[0]).toBe(whole?.all[from])
    expect(part?.first).toBe(from - 1)
  }
})

test('after the last moment, and before the first scrape, there is none', () => {
  for (const timetable of timetables) {
    expect(timetable.lastScrape(smallStart * 1000 - 1)).toBeUndefined()
    expect(timetable.scrapesIn({ ...always, to: smallStart * 1000 - 1 }).made).toHaveLength(0)
    const last = timetable.lastScrape(untilMs) ?? 0
    expect(timetable.lastScrape(last)).toBe(last)
    expect(timetable.lastScrape(last - 1)).toBeLessThan(last)
    expect(timetable.hasScrape({ from: last + 1, to: untilMs }, false)).toBe(false)
  }
})
