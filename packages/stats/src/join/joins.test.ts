import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Samples } from '../samples.ts'
import { joinMany } from './join-many.ts'
import { type JoinHow, joinTimes, joinWays, take } from './join-times.ts'
import { innerJoin, type Joined, leftJoin, outerJoin, rightJoin } from './join-two.ts'

const { NaN: nothing } = Number

/** Few different times, so that many are met. */
const series: fc.Arbitrary<Samples> = fc
  .uniqueArray(fc.integer({ min: 0, max: 25 }), { maxLength: 20 })
  .map((times) => Float64Array.from(times).sort())
  .map((times) => ({ times, values: times.map((time) => (time % 7 === 0 ? nothing : Math.sin(time) * times.length)) }))

/** Rows by looking each time up in each series. */
function slowJoin(all: readonly Samples[], how: JoinHow): Joined {
  const sets = all.map(({ times }) => new Set(times))
  const kept = {
    outer: [...new Set(sets.flatMap((set) => [...set]))],
    inner: [...(sets[0] ?? [])].filter((time) => sets.every((set) => set.has(time))),
    left: [...(sets[0] ?? [])],
    right: [...(sets.at(-1) ?? [])],
  }[how]
  const times = Float64Array.from(kept).sort()
  return { times, columns: all.map((each) => times.map((time) => each.values[each.times.indexOf(time)] ?? nothing)) }
}

const joins = { outer: outerJoin, inner: innerJoin, left: leftJoin, right: rightJoin }

describe.each(joinWays)('%s joins agree with looking each time up', (how) => {
  test('of two series', () => {
    fc.assert(
      fc.property(series, series, (left, right) => {
        const expected = slowJoin([left, right], how)
        expect(joins[how](left, right)).toEqual(expected)
        const { times, ...indices } = joinTimes(left.times, right.times, how)
        const columns = [take(left.values, indices.left), take(right.values, indices.right)]
        expect({ times, columns }).toEqual(expected)
      }),
      { numRuns: 40 },
    )
  })

  test('of any number of series', () => {
    fc.assert(
      fc.property(fc.array(series, { maxLength: 7 }), (all) => {
        expect(joinMany(all, how)).toEqual(slowJoin(all, how))
      }),
      { numRuns: 40 },
    )
  })
})

test('series on the same times are not copied', () => {
  const one = { times: Float64Array.of(1, 2), values: Float64Array.of(3, nothing) }
  const other = { times: Float64Array.of(1, 2), values: Float64Array.of(5, 6) }
  const { columns } = joinMany([one, other, one], 'outer')
  expect(columns[0]).toBe(one.values)
  expect(columns[1]).toBe(other.values)
})

test('a time that is NaN is refused and not looped over', () => {
  const bad = { times: Float64Array.of(1, nothing, 3), values: Float64Array.of(1, 2, 3) }
  const good = { times: Float64Array.of(1, 2, 3), values: Float64Array.of(1, 2, 3) }
  expect(() => outerJoin(bad, good)).toThrow(RangeError)
  expect(() => joinTimes(good.times, bad.times, 'inner')).toThrow(RangeError)
  expect(() => joinMany([good, bad], 'outer')).toThrow(RangeError)
})
