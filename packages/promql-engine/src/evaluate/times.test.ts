import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anchorOf, shiftedTimes, stepTimes, subqueryGrid } from './times.ts'

const minute = 60_000

test('a subquery begins at the first multiple of its step inside the window', () => {
  expect(subqueryGrid(100, 100, 90, 25, false)).toEqual({ start: 25, step: 25, count: 4 })
  expect(subqueryGrid(100, 100, 100, 25, false)).toEqual({ start: 25, step: 25, count: 4 })
  expect(subqueryGrid(100, 100, 100, 25, true)).toEqual({ start: 0, step: 25, count: 5 })
})

test('times before 1970 are multiples as well', () => {
  expect(subqueryGrid(-50, -50, 60, 25, false)).toEqual({ start: -100, step: 25, count: 3 })
  expect(subqueryGrid(-50, -50, 50, 25, true)).toEqual({ start: -100, step: 25, count: 3 })
})

test('a window that is narrower than the step may hold no point', () => {
  expect(subqueryGrid(59_000, 59_000, 10_000, minute, false).count).toBe(0)
})

test('a subquery has the points of every window, and none is outside all of them', () => {
  const arbitrary = fc.integer({ min: -500, max: 500 })
  fc.assert(
    fc.property(arbitrary, fc.nat(200), fc.nat(200), fc.integer({ min: 1, max: 60 }), fc.boolean(), (...drawn) => {
      const [first, more, range, step, leftClosed] = drawn
      const inside = Array.from({ length: more + range + 1 }, (_, index) => first - range + index).filter(
        (time) => time % step === 0 && (leftClosed || time > first - range),
      )
      expect([...stepTimes(subqueryGrid(first, first + more, range, step, leftClosed))]).toEqual(
        inside.map((t) => t + 0),
      )
    }),
    { numRuns: 50 },
  )
})

test('@ end() is the end that was asked for, behind the last step', () => {
  const at = { offset: 0, at: { kind: 'end' as const } }
  expect(anchorOf(at, { start: 0, step: 10, count: 3 })).toBe(20)
  expect(anchorOf(at, { start: 0, step: 10, count: 3, end: 25 })).toBe(25)
})

test('an offset counts from where @ points to', () => {
  const grid = { start: 100, step: 10, count: 2 }
  expect(shiftedTimes({ offset: 30, at: { kind: 'time', time: 50 } }, grid, grid)).toEqual(Float64Array.of(20, 20))
  expect(shiftedTimes({ offset: -30, at: undefined }, grid, grid)).toEqual(Float64Array.of(130, 140))
})
