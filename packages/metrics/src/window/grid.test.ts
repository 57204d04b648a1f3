import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chooseStep, maxPoints, pointsFor } from './grid.ts'

test('a fleet of sixty nodes is seen as finely as a single one', () => {
  expect([0, 1, 6, 60].map(pointsFor)).toEqual([maxPoints, maxPoints, maxPoints, maxPoints])
})

test('of a larger one a metric has no more points in all, until so few are left that they would tell nothing', () => {
  expect(pointsFor(120)).toBe(150)
  expect(pointsFor(500)).toBe(36)
  expect(pointsFor(10_000)).toBe(30)
})

test('a window of many nodes has a longer step, and never more points than it may', () => {
  expect(chooseStep(3600, 15)).toBe(15)
  expect(chooseStep(3600, 15, pointsFor(500))).toBe(120)
  fc.assert(
    fc.property(fc.integer({ min: 60, max: 2_678_400 }), fc.integer({ min: 1, max: 5_000 }), (span, nodes) => {
      const most = pointsFor(nodes)
      expect(span / chooseStep(span, 1, most)).toBeLessThanOrEqual(most - 1 + 1e-9)
    }),
  )
})
