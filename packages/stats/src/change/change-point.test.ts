import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { columns } from '../testing/columns.ts'
import { boundary, pettitt } from './change-point.ts'

const { NaN: nothing, POSITIVE_INFINITY: infinity } = Number
const column = (...values: number[]) => Float64Array.from(values)

/** Few different values, so that there are many ties. */
const tied = fc
  .array(fc.oneof({ weight: 5, arbitrary: fc.integer({ min: -3, max: 3 }) }, fc.constant(nothing)), { maxLength: 40 })
  .map((values) => Float64Array.from(values))

/** U of every place where the level might change, as the paper defines it: a sum of signs over all pairs. */
function slowPettitt(values: Float64Array) {
  const samples = [...values].flatMap((value, index) => (Number.isNaN(value) ? [] : [{ value, index }]))
  const sums = samples.slice(1).map((_, before) => {
    const [left, right] = [samples.slice(0, before + 1), samples.slice(before + 1)]
    return left.reduce((sum, a) => sum + right.reduce((each, b) => each + Math.sign(a.value - b.value), 0), 0)
  })
  const statistic = Math.max(...sums.map(Math.abs))
  const place = statistic === 0 ? -1 : sums.findIndex((sum) => Math.abs(sum) === statistic)
  const n = samples.length
  return {
    index: place < 0 ? -1 : samples[place + 1]?.index,
    statistic,
    p: Math.min(1, 2 * Math.exp((-6 * statistic * statistic) / (n * n * n + n * n))),
  }
}

describe('the change point agrees with the sum of signs over all pairs', () => {
  test.each([
    ['samples as sources send them', columns],
    ['samples of few values', tied],
  ])('%s', (_, arbitrary) => {
    fc.assert(
      fc.property(arbitrary, (values) => {
        if (values.filter((value) => !Number.isNaN(value)).length < 2) return
        const { p: slow, ...place } = slowPettitt(values)
        const { p, ...found } = pettitt(values)
        expect(found).toEqual(place)
        expect(p).toBeCloseTo(slow, 12)
      }),
      { numRuns: 20 },
    )
  })
})

test('a step is found where it is, whichever way it goes and whatever gaps surround it', () => {
  const before = [1, 1.1, 0.9, 1.05, nothing, 1, 0.95, 1.02, 0.98, 1.01, nothing]
  const after = [5, 5.2, nothing, 4.9, 5.1, 5, 5.05, 4.95, 5.3, 4.8]
  expect(pettitt(column(...before, ...after))).toMatchObject({ index: before.length, statistic: 81 })
  expect(pettitt(column(...after, ...before)).index).toBe(after.length)
  expect(pettitt(column(...before, ...after)).p).toBeLessThan(0.01)
})

test('a few outliers are no change of level', () => {
  const flat = Array.from({ length: 60 }, (_, index) => (index % 20 === 7 ? 1e6 : index % 3))
  expect(pettitt(column(...flat)).p).toBeGreaterThan(0.5)
})

test('only the order of the samples counts, not by how much they differ', () => {
  fc.assert(
    fc.property(tied, (values) => {
      expect(pettitt(values.map((value) => Math.sinh(value) * 1e3))).toEqual(pettitt(values))
      const mirrored = pettitt(values.map((value) => -value))
      expect(mirrored).toEqual(pettitt(values))
    }),
    { numRuns: 20 },
  )
})

test('what never changes has no place of change', () => {
  expect(pettitt(column(3, 3, nothing, 3, 3))).toEqual({ index: -1, statistic: 0, p: 1 })
})

test('fewer than two samples have neither statistic nor chance', () => {
  for (const values of [column(), column(nothing, nothing), column(nothing, 4)]) {
    expect(pettitt(values)).toEqual({ index: -1, statistic: nothing, p: nothing })
  }
})

test('infinities are samples', () => {
  expect(pettitt(column(-infinity, -infinity, infinity, infinity))).toMatchObject({ index: 2, statistic: 4 })
})

describe('the boundary between two levels', () => {
  test('puts as few samples on the wrong side as any other place does', () => {
    const wrong = (values: number[], place: number) =>
      values.filter((value, index) => value > 0.5 !== index >= place && !Number.isNaN(value)).length
    fc.assert(
      fc.property(tied, (values) => {
        const all = [...values]
        const found = boundary(values, 0, 1)
        const least = Math.min(...Array.from({ length: all.length + 1 }, (_, place) => wrong(all, place)))
        const samples = all.filter((value) => !Number.isNaN(value)).length
        if (found < 0) expect(samples === 0 || Math.min(wrong(all, 0), wrong(all, all.length)) === least).toBe(true)
        else expect([values[found], wrong(all, found)]).toEqual([expect.any(Number), least])
      }),
      { numRuns: 50 },
    )
  })

  test('is exact where Pettitt leans to the middle', () => {
    const unrest = Array.from({ length: 1000 }, (_, index) => (index > 990 ? 1.4 : 1 + (index % 5) / 10))
    const values = column(...unrest, nothing, ...unrest.slice(0, 60).map((value) => value + 50))
    expect(pettitt(values).index).toBeLessThan(1000)
    expect(boundary(values, 1.2, 51.2)).toBe(1001)
    expect(boundary(values.toReversed(), 51.2, 1.2)).toBe(60 + 1)
  })

  test('is nowhere in a column of one level, nor between equal levels', () => {
    expect(boundary(column(), 0, 1)).toBe(-1)
    expect(boundary(column(2, 2), 0, 1)).toBe(-1)
    expect(boundary(column(0, 0), 0, 1)).toBe(-1)
    expect(boundary(column(0, 9), 4, 4)).toBe(-1)
  })
})

test('the input stays as it was', () => {
  const values = column(3, 1, nothing, 2)
  pettitt(values)
  expect([...values]).toEqual([3, 1, nothing, 2])
})
