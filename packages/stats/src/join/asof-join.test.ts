import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Samples } from '../samples.ts'
import { type AsofDirection, asofDirections, asofJoin } from './asof-join.ts'

const { NaN: nothing } = Number

/** Times that repeat and values with gaps. */
const series: fc.Arbitrary<Samples> = fc
  .array(fc.integer({ min: 0, max: 40 }), { maxLength: 25 })
  .map((times) => Float64Array.from(times).sort())
  .chain((times) =>
    fc
      .array(fc.oneof({ weight: 4, arbitrary: fc.integer() }, fc.constant(nothing)), {
        minLength: times.length,
        maxLength: times.length,
      })
      .map((values) => ({ times, values: Float64Array.from(values) })),
  )

function slowIndex(time: number, right: Samples, direction: AsofDirection, tolerance: number): number {
  const near = [...right.times].flatMap((at, index) => {
    const isNear = Math.abs(at - time) <= tolerance && !Number.isNaN(right.values[index] ?? nothing)
    return isNear ? [{ at, index }] : []
  })
  const before = near.findLast(({ at }) => at <= time)
  const ahead = near.find(({ at }) => at >= time)
  if (direction === 'backward') return before?.index ?? -1
  if (direction === 'forward') return ahead?.index ?? -1
  if (before === undefined || ahead === undefined) return (before ?? ahead)?.index ?? -1
  return time - before.at <= ahead.at - time ? before.index : ahead.index
}

test.each(asofDirections)('%s finds the sample that a search through all finds', (direction) => {
  fc.assert(
    fc.property(series, series, fc.constantFrom(0, 1, 3, Number.POSITIVE_INFINITY), (left, right, tolerance) => {
      const { values, matched } = asofJoin(left, right, { direction, tolerance })
      const expected = [...left.times].map((time) => slowIndex(time, right, direction, tolerance))
      values.forEach((value, row) => {
        const index = expected[row] ?? -1
        // Of several samples at the very time a nearest one is the first or the last: either is as near.
        const isAsGood = (_: number, other: number) =>
          direction === 'nearest' ? right.times[other] === right.times[index] : other === index
        expect(index < 0 ? [nothing] : [...right.values].filter(isAsGood)).toContainEqual(value)
      })
      expect(matched).toBe(expected.filter((index) => index >= 0).length)
    }),
    { numRuns: 40 },
  )
})

const readings = { times: Float64Array.of(10, 20, 30), values: Float64Array.of(1, 2, nothing) }
const asked = (...times: number[]) => ({ times: Float64Array.from(times), values: new Float64Array(times.length) })

test('what is as near on both sides is taken from before', () => {
  expect([...asofJoin(asked(15, 16), readings, { direction: 'nearest' }).values]).toEqual([1, 2])
})

test('a sample just as old as the tolerance answers, an older one does not, and a gap never', () => {
  const { values, matched } = asofJoin(asked(5, 25, 25.5, 30), readings, { tolerance: 5 })
  expect([...values]).toEqual([nothing, 2, nothing, nothing])
  expect(matched).toBe(1)
  expect([...asofJoin(asked(21), readings, { direction: 'forward' }).values]).toEqual([nothing])
})

test('a tolerance that is no time is refused', () => {
  expect(() => asofJoin(readings, readings, { tolerance: -1 })).toThrow(RangeError)
  expect(() => asofJoin(readings, readings, { tolerance: nothing })).toThrow(RangeError)
})
