import { expect, test } from 'vitest'
import { mad, p50, quantiles } from '../summary/summary.ts'
import { newValueScore } from '../summary/z-scores.ts'
import { seededNormal } from '../testing/series.ts'
import { createSpread } from './spread.ts'

test('agrees with median and deviations of the values before, taken the long way', () => {
  const normal = seededNormal(1)
  const values = Float64Array.from({ length: 300 }, () => 5 + 3 * normal())
  const spread = createSpread(50)
  const deviations: number[] = []
  values.forEach((value, index) => {
    const score = spread.push(value)
    const past = values.slice(Math.max(0, index - 50), index)
    if (index < 30) {
      expect(score).toBeNaN()
      return
    }
    const middle = p50(past)
    if (index === 30) deviations.push(...[...past].map((each) => Math.abs(each - middle)))
    const [low = 0, high = 0] = quantiles(past, [0.02, 0.98])
    const usual = p50(Float64Array.from(deviations.slice(-200)))
    const scale = Math.max(1.4826 * mad(past), (high - low) / 4.1, Math.abs(middle) / 100, usual)
    expect(score).toBeCloseTo((value - middle) / scale, 9)
    deviations.push(Math.abs(value - middle))
  })
})

test('a value that differs from what never did is new, and the third of them no longer', () => {
  const spread = createSpread(100)
  for (let index = 0; index < 60; index++) spread.push(0)
  expect([5, 0, -5, 5, 5].map((value) => spread.push(value))).toEqual([
    newValueScore,
    0,
    -newValueScore,
    newValueScore,
    1,
  ])
})

test('what is nearly always zero deviates by its usual size', () => {
  const spread = createSpread(200)
  for (let index = 0; index < 150; index++) spread.push(index % 10 === 0 ? 2 : 0)
  expect(spread.push(6)).toBe(3)
})

test('a level that hardly moves needs a hundredth of it', () => {
  const spread = createSpread(100)
  for (let index = 0; index < 60; index++) spread.push(1000 + (index % 2) / 1000)
  expect(spread.push(1020)).toBeCloseTo(2, 2)
})
