import { expect, test } from 'vitest'
import { createNoise, samplesEvery } from '../testing/draw.ts'
import { falseDiscoveryRates, rankChanges } from './rank-changes.ts'

const noise = createNoise(1)
const around = (level: number, spread = 1, length = 40) => Float64Array.from({ length }, () => level + spread * noise())

test('what moved farthest in its own spread comes first, whatever its unit', () => {
  const { status, ranked } = rankChanges([
    { before: around(100, 10), after: around(100, 10) },
    { before: around(5e9, 1e9), after: around(7e9, 1e9) },
    { before: samplesEvery(15, around(0.02, 0.001)), after: samplesEvery(15, around(0.01, 0.001)) },
  ])
  expect(status).toBe('judged')
  expect(ranked.map(({ index, direction, isChanged }) => [index, direction, isChanged])).toEqual([
    [2, 'down', true],
    [1, 'up', true],
    [0, expect.any(String), false],
  ])
  expect(ranked[0]?.effect).toBeCloseTo(-10, -1)
  expect(ranked[0]?.delta).toBe(-1)
  expect(ranked[0]?.ratio).toBeCloseTo(0.5, 1)
})

test('constants that differ have an effect that is finite, and equal ones have none', () => {
  const constant = (value: number) => new Float64Array(10).fill(value)
  const { ranked } = rankChanges([
    { before: constant(0), after: constant(3) },
    { before: constant(7), after: constant(7) },
    { before: constant(0), after: constant(0) },
  ])
  expect(ranked).toMatchObject([
    { index: 0, isChanged: true, difference: 3 },
    { index: 1, isChanged: false, effect: 0, direction: 'none' },
    { index: 2, isChanged: false, effect: 0, direction: 'none' },
  ])
  expect(Number.isFinite(ranked[0]?.effect)).toBe(true)
})

test('a side with too few finite samples puts the pair apart', () => {
  const { status, ranked, tooLittle, needed } = rankChanges([
    { before: Float64Array.of(1, 2, Number.NaN, Number.POSITIVE_INFINITY), after: around(1) },
  ])
  expect({ status, ranked, tooLittle, needed }).toEqual({
    status: 'too_little_data',
    ranked: [],
    tooLittle: [{ index: 0, before: 2, after: 40 }],
    needed: 5,
  })
})

test('among hundreds of pairs that did not change hardly any is told to have changed', () => {
  const pairs = Array.from({ length: 300 }, () => ({ before: around(1), after: around(1) }))
  const { ranked } = rankChanges(pairs)
  expect(ranked.filter(({ p }) => p < 0.05).length).toBeGreaterThan(3)
  expect(ranked.filter(({ isChanged }) => isChanged).length).toBeLessThanOrEqual(1)
})

test("false discovery rates agree with R's p.adjust", () => {
  // p.adjust(c(0.01, 0.02, 0.03, 0.04, 0.05), "BH") and one in another order.
  for (const rate of falseDiscoveryRates([0.01, 0.02, 0.03, 0.04, 0.05])) expect(rate).toBeCloseTo(0.05, 12)
  const rates = falseDiscoveryRates([0.9, 0.001, 0.04, 0.03])
  expect(rates[0]).toBeCloseTo(0.9, 12)
  expect(rates[1]).toBeCloseTo(0.004, 12)
  expect(rates[2]).toBeCloseTo(0.16 / 3, 12)
  expect(rates[3]).toBeCloseTo(0.16 / 3, 12)
  expect(falseDiscoveryRates([])).toEqual([])
})

test('a rate that is none is refused', () => {
  expect(() => rankChanges([], { falseDiscoveryRate: 1 })).toThrow(RangeError)
})
