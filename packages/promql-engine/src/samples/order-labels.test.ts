import { expect, test } from 'vitest'
import { orderByLabels } from './order-labels.ts'

test('names and values count in turn, and a set comes before those that it begins', () => {
  const sets = [{ a: '2' }, { b: '1' }, { a: '1', c: '0' }, { a: '1' }, {}, { a: '1', b: '9' }]
  expect(orderByLabels(sets).map((place) => sets[place])).toEqual([
    {},
    { a: '1' },
    { a: '1', b: '9' },
    { a: '1', c: '0' },
    { a: '2' },
    { b: '1' },
  ])
})

test('the order in which labels were written does not matter', () => {
  const sets = [
    { b: '1', a: '2' },
    { a: '1', b: '2' },
  ]
  expect(orderByLabels(sets)).toEqual([1, 0])
})

test('values compare by their bytes, as 10 before 9, and an emoji after any other sign', () => {
  const sets = ['9', '10', '😀', '\uffee', 'é', 'z'].map((a) => ({ a }))
  const bytes = [...sets].sort((a, b) => Buffer.compare(Buffer.from(a.a), Buffer.from(b.a)))
  expect(orderByLabels(sets).map((place) => sets[place])).toEqual(bytes)
})
