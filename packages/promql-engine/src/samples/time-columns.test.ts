import { expect, test } from 'vitest'
import { firstIndexFrom } from './time-columns.ts'

test('the first index from a limit on', () => {
  const times = Float64Array.of(1, 3, 5)
  expect([0, 1, 2, 5, 6].map((limit) => firstIndexFrom(times, limit, false))).toEqual([0, 0, 1, 2, 3])
  expect([0, 1, 2, 5, 6].map((limit) => firstIndexFrom(times, limit, true))).toEqual([0, 1, 1, 3, 3])
})
