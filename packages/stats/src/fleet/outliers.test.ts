import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fleetOutliers } from './outliers.ts'

const column = (...values: number[]) => Float64Array.from(values)

test('a member far from the others is told, with the middle and how far it is from it', () => {
  const found = fleetOutliers(column(10, 12, 11, 400, 9, 10))
  expect(found).toMatchObject({ status: 'judged', samples: 6, middle: 10.5, outliers: [3], threshold: 3.5 })
  // 389.5 / (1.4826 × 1)
  expect(found.scores[3]).toBeCloseTo(262.7, 1)
})

test('one unlike a fleet of equals is told by the mean deviation, as the median one is none', () => {
  // −9 / (1.2533 × 9 / 6)
  expect(fleetOutliers(column(10, 10, 10, 1, 10, 10)).scores[3]).toBeCloseTo(-4.79, 2)
})

test('members that are alike but for a thousandth have no outlier', () => {
  expect(fleetOutliers(column(100, 100, 100.001, 100, 100.002, 100.1)).outliers).toEqual([])
  expect(fleetOutliers(column(100, 100, 100.001, 100, 100.002, 100.1), { floor: 0 }).outliers).toEqual([5])
})

test('the farthest comes first, and those without a figure have no part in it', () => {
  const found = fleetOutliers(column(1, Number.NaN, 1.1, 0.9, 50, 1, 1.05, -90, Number.POSITIVE_INFINITY))
  expect(found.outliers).toEqual([7, 4])
  expect(found.samples).toBe(7)
  expect([found.scores[1], found.scores[8]]).toEqual([Number.NaN, Number.NaN])
})

test('equals have no outlier, and too few members are no fleet', () => {
  const equal = fleetOutliers(column(0, 0, 0, 0, 0))
  expect({ outliers: equal.outliers, scores: [...equal.scores] }).toEqual({ outliers: [], scores: [0, 0, 0, 0, 0] })
  expect(fleetOutliers(column(0, 0, 0, 9))).toMatchObject({ status: 'too_little_data', needed: 5, outliers: [] })
  expect(fleetOutliers(column())).toMatchObject({ status: 'too_little_data', samples: 0 })
  expect(() => fleetOutliers(column(), { threshold: 0 })).toThrow(RangeError)
})

test('less than half of a fleet stands apart, in any unit', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 5, maxLength: 40 }),
      (values) => {
        const { outliers } = fleetOutliers(column(...values))
        expect(outliers.length).toBeLessThanOrEqual(values.length / 2)
        // A power of two rounds nothing.
        expect(fleetOutliers(column(...values.map((value) => value * 1024))).outliers).toEqual(outliers)
      },
    ),
    { numRuns: 20 },
  )
})
