import { expect, test } from 'vitest'
import { joined } from '../testing/joined.ts'
import { _, pointsOf, series, vector } from '../testing/vectors.ts'

const left = vector(series({ __name__: 'm', a: '1' }, 1, 1, 1), series({ __name__: 'm', a: '2' }, 2, _, 2))
const right = vector(series({ __name__: 'n', a: '1' }, 9, _, 9), series({ __name__: 'n', a: '3' }, 9, 9, _))

test('and keeps what has a match at that step, unless what has none', () => {
  expect(joined(left, 'and', right)).toEqual({ '{__name__="m", a="1"}': [1, _, 1] })
  expect(joined(left, 'unless', right)).toEqual({
    '{__name__="m", a="1"}': [_, 1, _],
    '{__name__="m", a="2"}': [2, _, 2],
  })
})

test('or fills in what the left side has no match for at that step', () => {
  expect(joined(left, 'or', right)).toEqual({
    '{__name__="m", a="1"}': [1, 1, 1],
    '{__name__="m", a="2"}': [2, _, 2],
    '{__name__="n", a="3"}': [9, 9, _],
  })
  const gap = vector(series({ a: '1' }, 1, _, 3))
  expect(joined(gap, 'or', vector(series({ a: '1' }, 7, 8, 9)))).toEqual({ '{a="1"}': [1, 8, 3] })
})

test('on() asks only whether the other side has anything at all', () => {
  const flag = vector(series({}, 1, _, 1))
  const on = { on: true }
  expect(joined(left, 'and', flag, on)).toEqual({
    '{__name__="m", a="1"}': [1, _, 1],
    '{__name__="m", a="2"}': [2, _, 2],
  })
  expect(joined(left, 'unless', flag, on)).toEqual({ '{__name__="m", a="1"}': [_, 1, _] })
  expect(joined(flag, 'or', left, on)).toEqual({ '{}': [1, _, 1], '{__name__="m", a="1"}': [_, 1, _] })
})

test('an empty side empties and, and leaves the others as they are', () => {
  const none = vector()
  expect([joined(left, 'and', none), joined(none, 'and', left), joined(none, 'unless', left)]).toEqual([{}, {}, {}])
  expect(joined(left, 'unless', none)).toEqual(pointsOf(left))
  expect([joined(left, 'or', none), joined(none, 'or', left)]).toEqual([pointsOf(left), pointsOf(left)])
})
