import { expect, test } from 'vitest'
import { bursts, constant, halfMinutes, integralOf, plus, product, remember, scaled, wander, zero } from './signals.ts'

test('wandering is the same whenever it is asked, stays within bounds and moves slowly', () => {
  const signal = wander('a', 600)
  const times = Array.from({ length: 2000 }, (_, index) => 1_795_000_000 + 10 * index)
  const values = times.map(signal)
  expect(times.toReversed().map(signal).toReversed()).toEqual(values)
  expect(Math.min(...values)).toBeLessThan(-0.5)
  expect(Math.max(...values)).toBeGreaterThan(0.5)
  expect(values.every((value) => Math.abs(value) <= 1)).toBe(true)
  const steps = values.slice(1).map((value, index) => Math.abs(value - (values[index] ?? 0)))
  expect(Math.max(...steps)).toBeLessThan(0.06)
  expect(values.map(Number)).not.toEqual(times.map(wander('b', 600)))
})

test('bursts are short, and there is none where chance says so', () => {
  const signal = bursts('a', { every: 1000, lasts: 100, chance: 0.5 })
  const values = Array.from({ length: 20_000 }, (_, index) => signal(10 * index))
  const busy = values.filter((value) => value > 0).length / values.length
  expect(busy).toBeGreaterThan(0.02)
  expect(busy).toBeLessThan(0.08)
  expect(Math.max(...values)).toBeLessThanOrEqual(1)
})

test('an integral is that of the rate, in whatever order it is asked', () => {
  const rate = (time: number) => 2 + Math.sin(time / 3000)
  const exact = (time: number) => 2 * time - 3000 * Math.cos(time / 3000) + 3000
  const forwards = integralOf(rate, 0)
  for (const time of [500, 7, 90_000, 45_000]) expect(Math.abs(forwards(time) - exact(time))).toBeLessThan(2)
  expect(integralOf(rate, 0)(45_000)).toBe(forwards(45_000))
})

test('what is remembered is made once for a moment, or for half a minute', () => {
  let made = 0
  const count = (time: number) => time + 0 * made++
  const exact = remember(count)
  expect([exact(5), exact(6), exact(5)]).toEqual([5, 6, 5])
  expect(made).toBe(2)
  const coarse = halfMinutes(count)
  expect([coarse(0), coarse(29), coarse(30)]).toEqual([15, 15, 45])
  expect(made).toBe(4)
})

test('what is nothing leaves a signal the one it was, so that its integral stays shared', () => {
  const signal = wander('a', 600)
  expect(plus(zero, signal, zero)).toBe(signal)
  expect(plus(zero, zero)).toBe(zero)
  expect(plus()).toBe(zero)
  expect(product(signal, zero)).toBe(zero)
  expect(scaled(zero, 3)).toBe(zero)
  expect(scaled(signal, 1)).toBe(signal)
})

test('signals add up and multiply', () => {
  const [one, two, three] = [constant(1), constant(2), constant(3)]
  expect(plus(one, two, three, zero, one)(0)).toBe(7)
  expect(product(two, three)(0)).toBe(6)
  expect(scaled(three, 0.5)(0)).toBe(1.5)
})
