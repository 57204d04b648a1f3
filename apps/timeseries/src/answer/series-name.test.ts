import { expect, test } from 'vitest'
import { seriesNames } from './series-name.ts'

const named = (...all: Record<string, string>[]) => all.map(seriesNames(all))

test('series go by the labels in which they differ', () => {
  expect(named({ __name__: 'up', job: 'etcd', instance: 'a' }, { __name__: 'up', job: 'etcd', instance: 'b' })).toEqual(
    ['instance="a"', 'instance="b"'],
  )
})

test('what differs along with what tells them apart already makes no name longer', () => {
  expect(
    named(
      { endpoint: 'x', job: 'etcd', instance: 'a' },
      { endpoint: 'x', job: 'etcd', instance: 'b' },
      { endpoint: 'y', job: 'node', instance: 'c' },
    ),
  ).toEqual(['instance="a"', 'instance="b"', 'instance="c"'])
})

test('two labels stand where one is not enough, and the metric stands in front', () => {
  const pods = ['a', 'b', 'c'].flatMap((pod) => ['rx', 'tx'].map((__name__) => ({ pod, __name__ })))
  expect(named(...pods)[1]).toBe('tx pod="a"')
})

test('a lone series goes by all it has, its metric first', () => {
  expect(named({ job: 'etcd', __name__: 'up' })).toEqual(['up job="etcd"'])
})

test('what has no labels still has a name, and a label that others have not tells it apart', () => {
  expect(named({})).toEqual(['the series'])
  expect(named({}, { pod: 'a' })).toEqual(['{}', 'pod="a"'])
})

test('what a label holds cannot break the line or grow without end', () => {
  const [first] = named({ pod: `a\n"b${'x'.repeat(500)}` }, { pod: 'c' })
  expect(first).not.toContain('\n')
  expect(first?.length).toBeLessThan(120)
})

test('of many labels some are shown and the others counted', () => {
  expect(named(Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`l${index}`, 'a'])))[0]).toMatch(
    /and 5 more labels$/,
  )
})
