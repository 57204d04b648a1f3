import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRecords } from './records.ts'

/** Records as they are defined, over all pairs. */
function slowRecords(values: readonly number[], lookback: number, needed: number) {
  const excess = (value: number, past: readonly number[]) => {
    const [low, high] = [Math.min(...past), Math.max(...past)]
    const width = high - low || Math.abs(high) / 100 || 1
    return value > high ? (value - high) / width : value < low ? (value - low) / width : 0
  }
  return values.map((value, index) => {
    if (index < needed) return { record: Number.NaN }
    return { record: excess(value, values.slice(Math.max(0, index - lookback), index)) }
  })
}

test('a record is what exceeds the range of the past by a part of its width', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -20, max: 20 }), { maxLength: 60 }),
      fc.integer({ min: 2, max: 20 }),
      (values, reach) => {
        const records = createRecords({ seconds: 1e9 }, 3)
        const found = values.map((value, index) => ({ record: records.push(index, value) }))
        expect(found).toEqual(slowRecords(values, 1e9, 3))
        const short = createRecords({ samples: reach }, 3)
        // The last value is kept beside the window, so that it reaches one sample farther.
        expect(values.map((value, index) => ({ record: short.push(index, value) }))).toEqual(
          slowRecords(values, reach + 1, 3),
        )
      },
    ),
    { numRuns: 30 },
  )
})

test('it is held where the value before was one too, and counts by the smaller of both', () => {
  const records = createRecords({ seconds: 1000 }, 2)
  for (const [time, value] of [0, 10, 5].entries()) records.push(time, value)
  expect([records.push(3, 14), records.held]).toEqual([0.4, 0])
  expect([records.push(4, 12), records.held]).toEqual([0, 0.2])
  expect([records.push(5, -7), records.held]).toEqual([-0.5, 0])
})

test('what is too old is no past', () => {
  const records = createRecords({ seconds: 10 }, 1)
  records.push(0, 100)
  records.push(1, 1)
  records.push(2, 2)
  expect(records.push(20, 3)).toBeGreaterThan(0)
})
