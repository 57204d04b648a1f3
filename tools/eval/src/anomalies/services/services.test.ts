import { expect, test } from 'vitest'
import { countEvents, eventScore, judgeServices } from './judge-services.ts'
import { makeServices } from './make-services.ts'
import { createRandom } from './random.ts'

test('the same seed makes the same services, and another one others', () => {
  const [first, again, other] = [makeServices(1, 4), makeServices(1, 4), makeServices(2, 4)]
  expect(again).toEqual(first)
  expect(other).not.toEqual(first)
})

test('there are services of every kind and step, with incidents apart and some without any', () => {
  const services = makeServices(5)
  expect(new Set(services.map(({ name }) => name.split('-')[0])).size).toBe(5)
  expect(new Set(services.map(({ times }) => (times[1] ?? 0) - (times[0] ?? 0)))).toEqual(new Set([60, 300, 3600]))
  expect(services.filter(({ events }) => events.length === 0).length).toBeGreaterThan(3)
  for (const { times, events } of services) {
    events.forEach(({ start, end }, index) => {
      expect(start).toBeGreaterThanOrEqual((times[0] ?? 0) + 3 * 86_400)
      expect(end).toBeGreaterThan(start)
      expect(start).toBeGreaterThan(events[index - 1]?.end ?? 0)
    })
  }
})

test('draws have the moments that they are named for', () => {
  const random = createRandom(9)
  const draws = (draw: () => number) => Array.from({ length: 20_000 }, draw)
  const meanOf = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const normal = draws(random.normal)
  expect(meanOf(normal)).toBeCloseTo(0, 1)
  expect(meanOf(normal.map((value) => value * value))).toBeCloseTo(1, 1)
  expect(meanOf(draws(() => random.poisson(3)))).toBeCloseTo(3, 1)
  expect(meanOf(draws(() => random.poisson(80))) / 80).toBeCloseTo(1, 2)
  expect(Math.max(...draws(random.heavy))).toBeGreaterThan(8)
})

test('an incident is found by any alert in it, and each alert outside is a false one', () => {
  const events = [
    { start: 100, end: 200 },
    { start: 300, end: 310 },
  ]
  const count = countEvents([100, 200, 250, 299], events)
  expect(count).toEqual({ events: 2, found: 1, alerts: 4, right: 2 })
  expect(eventScore([{ ...count, days: 4 }])).toEqual({ recall: 0.5, precision: 0.5, f1: 0.5, falseAlarmsPerDay: 0.5 })
})

test('without a hit there is no score, and nothing to find is no miss', () => {
  const none = { found: 0, alerts: 0, right: 0, days: 1 }
  expect(eventScore([{ ...none, events: 3 }])).toMatchObject({ recall: 0, precision: 1, f1: 0 })
  expect(eventScore([{ ...none, events: 0 }])).toMatchObject({ recall: 1, falseAlarmsPerDay: 0 })
})

test('auto finds more of them than a rolling z does, with fewer false alarms', () => {
  const services = makeServices(11, 10)
  const auto = judgeServices(services, { method: 'auto' })
  const rolling = judgeServices(services, { method: 'zscore', baseline: 'trailing', threshold: 5 })
  expect(auto.f1).toBeGreaterThan(rolling.f1 + 0.05)
})
