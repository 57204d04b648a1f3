import { expect, test } from 'vitest'
import { negate } from './negate.ts'
import { _, pointsOf, scalar, series, vector } from './testing/vectors.ts'

test('negates numbers and drops names', () => {
  expect(negate(scalar(1, -2, Number.NaN))).toEqual(scalar(-1, 2, Number.NaN))
  expect(pointsOf(negate(vector(series({ __name__: 'm', a: '1' }, 1, _))))).toEqual({ '{a="1"}': [-1, _] })
})

test('series that differ only in name are joined where they take turns and refused where they do not', () => {
  const turns = vector(series({ __name__: 'm' }, 2, _), series({ __name__: 'n' }, _, 4))
  expect(pointsOf(negate(turns))).toEqual({ '{}': [-2, -4] })
  expect(() => negate(vector(series({ __name__: 'm' }, 2), series({ __name__: 'n' }, 4)))).toThrow('same labelset')
})
