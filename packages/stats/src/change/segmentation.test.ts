import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { autoregressive, createNoise } from '../testing/draw.ts'
import { binarySegmentation } from './binary-segmentation.ts'
import { cusum } from './cusum.ts'
import { eDivisive, energySplit, studentP } from './e-divisive.ts'
import { createLevelCost } from './level-cost.ts'
import { pelt } from './pelt.ts'

/** Few different values, so that places tie. */
const short = fc
  .array(fc.integer({ min: -5, max: 5 }), { minLength: 4, maxLength: 14 })
  .map((values) => Float64Array.from(values))

function squares(values: ArrayLike<number>): number {
  const all = Array.from(values)
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length
  return all.reduce((sum, value) => sum + (value - mean) ** 2, 0)
}

/** The smallest total of all ways to part a column, by trying each. */
function slowOptimum(values: Float64Array, penalty: number, fewest: number): number {
  const best = [-penalty]
  for (let end = 1; end <= values.length; end++) {
    best[end] = Math.min(
      ...Array.from({ length: end }, (_, from) =>
        end - from < fewest ? Infinity : (best[from] ?? Infinity) + penalty + squares(values.slice(from, end)),
      ),
    )
  }
  return best[values.length] ?? Infinity
}

function totalOf(values: Float64Array, changes: readonly number[], penalty: number): number {
  const parts = [0, ...changes].map((from, each) => squares(values.slice(from, changes[each] ?? values.length)))
  return parts.reduce((sum, part) => sum + part, penalty * changes.length)
}

test('PELT reaches the smallest total of all ways to part a column, whatever the shortest level', () => {
  fc.assert(
    fc.property(
      short,
      fc.double({ min: 0.1, max: 30, noNaN: true }),
      fc.integer({ min: 1, max: 4 }),
      (values, penalty, fewest) => {
        const changes = pelt(createLevelCost(values, 1), penalty, fewest)
        const ends = [...changes, values.length]
        expect(ends.every((end, each) => end - (ends[each - 1] ?? 0) >= fewest)).toBe(true)
        expect(totalOf(values, changes, penalty)).toBeCloseTo(slowOptimum(values, penalty, fewest), 8)
      },
    ),
    { numRuns: 60 },
  )
})

test('the first split of binary segmentation is the best of all places', () => {
  fc.assert(
    fc.property(short, (values) => {
      const { at, gain } = createLevelCost(values, 2).bestSplit(0, values.length, 2)
      const gains = values.map((_, place) =>
        place < 2 || values.length - place < 2
          ? 0
          : (squares(values) - squares(values.slice(0, place)) - squares(values.slice(place))) / 4,
      )
      expect(gain).toBeCloseTo(Math.max(...gains), 9)
      if (at >= 0) expect(gains[at]).toBeCloseTo(gain, 9)
    }),
    { numRuns: 20 },
  )
})

describe('sums of squares', () => {
  test('about the level and about the line agree with the obvious sums, far from zero too', () => {
    const noise = createNoise(1)
    const values = Float64Array.from({ length: 50 }, (_, at) => 1e9 + at * 3 + noise())
    const cost = createLevelCost(values, 1)
    expect(cost.ofLevel(10, 30)).toBeCloseTo(squares(values.slice(10, 30)), 3)
    const part = Array.from(values.slice(10, 30), (value, at) => value - 3 * at)
    expect(cost.ofLine(10, 30)).toBeLessThan(squares(part) + 1e-3)
    expect(cost.ofLine(10, 30)).toBeGreaterThan(squares(part) * 0.7)
  })
})

describe('binary segmentation', () => {
  const find = (values: Float64Array) => binarySegmentation(createLevelCost(values, 1), 2 * Math.log(values.length), 2)

  test('finds each of several steps', () => {
    const noise = createNoise(2)
    const values = Float64Array.from({ length: 200 }, (_, at) => noise() + (at < 60 ? 0 : at < 140 ? 6 : 2))
    expect(find(values)).toEqual([60, 140])
  })

  test('a slope is no staircase, and a staircase no slope', () => {
    const noise = createNoise(3)
    expect(find(Float64Array.from({ length: 200 }, (_, at) => at * 0.2 + noise()))).toEqual([])
    expect(find(Float64Array.from({ length: 200 }, (_, at) => 8 * Math.floor(at / 50) + noise()))).toEqual([
      50, 100, 150,
    ])
  })
})

test('where a slope begins is found near its beginning', () => {
  const noise = createNoise(7)
  const values = Float64Array.from({ length: 200 }, (_, at) => noise() + Math.max(0, at - 100) * 0.5)
  const changes = binarySegmentation(createLevelCost(values, 15), 2 * Math.log(200), 2)
  expect(changes).toHaveLength(1)
  expect(Math.abs((changes[0] ?? 0) - 100)).toBeLessThanOrEqual(6)
})

describe('E-divisive', () => {
  test('splits where the energy distance of both sides, summed over all pairs, is largest', () => {
    fc.assert(
      fc.property(short, (values) => {
        const mean = (a: Float64Array, b: Float64Array, pairs: number) =>
          Array.from(a).reduce((sum, x) => sum + Array.from(b).reduce((each, y) => each + Math.abs(x - y), 0), 0) /
          pairs
        const statistics = Array.from(values, (_, at) => {
          const [n, m] = [at, values.length - at]
          if (n < 2 || m < 2) return Number.NEGATIVE_INFINITY
          const [a, b] = [values.slice(0, at), values.slice(at)]
          const energy = 2 * mean(a, b, n * m) - mean(a, a, n * (n - 1)) - mean(b, b, m * (m - 1))
          return ((n * m) / (n + m)) * energy
        })
        expect(statistics[energySplit(values)]).toBeCloseTo(Math.max(...statistics), 9)
      }),
      { numRuns: 20 },
    )
  })

  test('finds a regression of some per cent among benchmark runs, and nothing in runs without one', () => {
    const noise = createNoise(4)
    const runs = Float64Array.from({ length: 40 }, (_, at) => 100 + noise() + (at >= 25 ? 6 : 0))
    expect(eDivisive(runs, 0.001, 2)).toEqual([25])
    expect(eDivisive(Float64Array.from({ length: 40 }, noise), 0.001, 2)).toEqual([])
  })

  test("Student's t of two samples agrees with a published example", () => {
    // Student's sleep data (1908), equal variances: t = −1.8608, df = 18, p = 0.07919 (R, ?sleep).
    const drug = Float64Array.of(0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2)
    const other = Float64Array.of(1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4)
    expect(studentP(drug, other)).toBeCloseTo(0.079_186_71, 7)
  })
})

describe('CUSUM', () => {
  test('finds steps up and down soon after they happen, and hardly ever anything in noise', () => {
    const noise = createNoise(5)
    const values = Float64Array.from({ length: 300 }, (_, at) => noise() + (at < 100 ? 0 : at < 200 ? 4 : 0))
    const [first, second, ...more] = cusum(values, 1, 8, 7)
    expect(Math.abs((first ?? 0) - 100)).toBeLessThanOrEqual(2)
    expect(Math.abs((second ?? 0) - 200)).toBeLessThanOrEqual(2)
    expect(more).toEqual([])
    expect(cusum(autoregressive(500, 0, 6), 1, 8, 7)).toEqual([])
  })
})
