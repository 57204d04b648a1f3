import { expect, test } from 'vitest'
import { differenceOf } from './same-answer.ts'

const answer = (labels: Record<string, string>, times: number[], values: number[]) => ({
  labels,
  times: Float64Array.from(times),
  values: Float64Array.from(values),
})

test('rounding, NaN and the order of series and labels are no difference', () => {
  const ours = [answer({ a: '1', b: '2' }, [1, 2], [Number.NaN, 1 + 1e-12]), answer({}, [1], [Infinity])]
  const theirs = [answer({}, [1], [Infinity]), answer({ b: '2', a: '1' }, [1, 2], [Number.NaN, 1])]
  expect(differenceOf(ours, theirs)).toBeUndefined()
})

test.each([
  ['a series too many', [], '1 series, and 0 there'],
  ['other labels', [answer({ a: '2' }, [1], [1])], 'no series [["a","2"]]'],
  ['a point too few', [answer({ a: '1' }, [1, 2], [1, 1])], '[["a","1"]]: 1 points, and 2 there'],
  ['another time', [answer({ a: '1' }, [2], [1])], '[["a","1"]] at 2: 1, and 1 there'],
  ['another value', [answer({ a: '1' }, [1], [1.001])], '[["a","1"]] at 1: 1, and 1.001 there'],
  ['no number', [answer({ a: '1' }, [1], [Number.NaN])], '[["a","1"]] at 1: 1, and NaN there'],
])('%s is told', (_case, theirs, words) => {
  expect(differenceOf([answer({ a: '1' }, [1], [1])], theirs)).toBe(words)
})
