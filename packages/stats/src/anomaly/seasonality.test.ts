import { expect, test } from 'vitest'
import { seededNormal } from '../testing/series.ts'
import { createDaySlots } from './day-slots.ts'
import { measureSeasonality, seasonalFrom } from './seasonality.ts'

const day = 86_400
/** A Monday at midnight UTC. */
const monday = 1_756_684_800

function measure(days: number, valueAt: (time: number) => number) {
  const slots = createDaySlots(3600, 'UTC')
  for (let time = monday; time <= monday + days * day; time += 3600) slots.push(time, valueAt(time))
  return measureSeasonality(slots)
}

test('a wave of a day comes again after one, noise and a ramp do not', () => {
  const normal = seededNormal(1)
  const wave = measure(10, (time) => Math.sin((2 * Math.PI * time) / day) + normal() / 4)
  expect(wave.daily).toBeGreaterThan(0.8)
  for (const valueAt of [normal, (time: number) => time / day + normal() / 4]) {
    expect(Math.abs(measure(10, valueAt).daily)).toBeLessThan(seasonalFrom)
  }
})

test('weeks are looked at from three of them on', () => {
  const normal = seededNormal(2)
  const weekend = (time: number) => (Math.floor((time - monday) / day) % 7 >= 5 ? 10 : 50) + normal()
  expect(measure(20, weekend).weekly).toBeNaN()
  expect(measure(25, weekend).weekly).toBeGreaterThan(0.8)
})

test('little is known of one day, and nothing repeats in what never changes', () => {
  expect(measure(1, (time) => time)).toEqual({ daily: Number.NaN, weekly: Number.NaN })
  expect(measure(10, () => 4).daily).toBe(0)
})

test('a single incident does not make a season', () => {
  const normal = seededNormal(3)
  const { daily } = measure(10, (time) => normal() + (time === monday + 3 * day ? 1e6 : 0))
  expect(Math.abs(daily)).toBeLessThan(seasonalFrom)
})
