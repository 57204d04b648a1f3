import { expect, test } from 'vitest'
import { characterOf } from './character.ts'

const every = (step: number, values: number[]) => ({
  times: Float64Array.from(values, (_, index) => index * step),
  values: Float64Array.from(values),
})

test('no samples are empty, and one value is constant however often it is seen', () => {
  expect(characterOf(every(30, [])).kind).toBe('empty')
  expect(characterOf(every(30, [Number.NaN])).kind).toBe('empty')
  expect(characterOf(every(30, [3]))).toMatchObject({ kind: 'constant', spacing: Number.NaN, longestGap: Number.NaN })
  expect(characterOf(every(30, [3, 3, Number.NaN, 3])).kind).toBe('constant')
})

test('a state has two values, whichever way it goes', () => {
  expect(characterOf(every(30, [1, 1, 0, 1, 1, 1, 0, 0, 1, 1, 1])).kind).toBe('two_valued')
})

test('what only grows is a counter, and its falls to almost nothing are resets', () => {
  const growing = Array.from({ length: 60 }, (_, index) => index * 5)
  expect(characterOf(every(30, growing))).toMatchObject({ kind: 'counter', resets: 0 })
  expect(characterOf(every(30, [...growing, 0, 4, 9]))).toMatchObject({ kind: 'counter', resets: 1 })
})

test('what falls a little is no counter, and neither is a short rise', () => {
  const wavy = Array.from({ length: 60 }, (_, index) => 100 + Math.sin(index) + index / 10)
  expect(characterOf(every(30, wavy)).kind).toBe('varying')
  expect(characterOf(every(30, [1, 2, 3])).kind).toBe('varying')
})

test('the longest gap is told with its begin, missing samples being gaps too', () => {
  const { times, values } = every(30, [1, 2, 1, Number.NaN, Number.NaN, 2, 1])
  expect(characterOf({ times, values })).toMatchObject({ spacing: 30, longestGap: 90, longestGapStart: 60 })
})
