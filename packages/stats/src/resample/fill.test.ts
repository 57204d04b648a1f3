import { expect, test } from 'vitest'
import { fill } from './fill.ts'

const { NaN: nothing, POSITIVE_INFINITY: infinity } = Number
const column = (...values: number[]) => Float64Array.from(values)
const times = column(0, 10, 20, 40, 50, 60)
const values = column(nothing, 1, nothing, nothing, 5, nothing)

test.each([
  ['none', [nothing, 1, nothing, nothing, 5, nothing]],
  ['previous', [nothing, 1, 1, 1, 5, 5]],
  ['linear', [nothing, 1, 2, 4, 5, nothing]],
  ['zero', [0, 1, 0, 0, 5, 0]],
] as const)('gaps are filled by time: %s', (how, expected) => {
  expect([...fill(times, values, how)]).toEqual(expected)
})

test.each([
  ['previous', [nothing, 1, 1, nothing, 5, 5]],
  ['linear', [nothing, 1, nothing, nothing, 5, nothing]],
  ['zero', [nothing, 1, nothing, nothing, 5, nothing]],
] as const)('gaps that are too long stay: %s', (how, expected) => {
  expect([...fill(times, values, how, 25)]).toEqual(expected)
})

test('a gap of just the maximum is filled', () => {
  expect([...fill(times, values, 'linear', 40)]).toEqual([nothing, 1, 2, 4, 5, nothing])
  expect([...fill(times, values, 'zero', 40)]).toEqual([nothing, 1, 0, 0, 5, nothing])
})

test('what has no gap is answered as it is, and no input is changed', () => {
  const whole = column(1, 2)
  expect(fill(column(0, 1), whole, 'linear')).toBe(whole)
  const before = values.slice()
  fill(times, values, 'zero')
  expect(values).toEqual(before)
})

test('columns without a sample and lines between infinities', () => {
  expect([...fill(column(0, 1), column(nothing, nothing), 'previous')]).toEqual([nothing, nothing])
  expect([...fill(column(0, 1), column(nothing, nothing), 'linear')]).toEqual([nothing, nothing])
  expect([...fill(column(0, 1, 2), column(infinity, nothing, infinity), 'linear')]).toEqual([
    infinity,
    infinity,
    infinity,
  ])
})

test('a maximum that is no time is refused', () => {
  expect(() => fill(times, values, 'zero', -1)).toThrow(RangeError)
  expect(() => fill(times, values, 'zero', nothing)).toThrow(RangeError)
})
