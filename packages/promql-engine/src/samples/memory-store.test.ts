import { type LabelMatcher, type Labels, labelsKey, type MatchOperator } from '@ocp-perf/promql'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileMatchers } from './match.ts'
import { createMemoryStore } from './memory-store.ts'
import { orderByLabels } from './order-labels.ts'
import type { StoredSeries, TimeSpan } from './sample-store.ts'
import { isStale, markStale } from './stale.ts'

const always: TimeSpan = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }
const named = (name: string): LabelMatcher => ({ label: '__name__', op: '=', value: name })
const series = (labels: Labels, times: readonly number[], values: readonly number[] = times): StoredSeries => ({
  labels,
  times: Float64Array.from(times),
  values: Float64Array.from(values),
})
const byLabels = <One extends { labels: Labels }>(given: readonly One[]) =>
  given.toSorted((a, b) => (labelsKey(a.labels) < labelsKey(b.labels) ? -1 : 1))
const plain = (selected: readonly StoredSeries[]) =>
  selected.map(({ labels, times, values }) => ({ labels: { ...labels }, times: [...times], values: [...values] }))

describe('a span', () => {
  const store = createMemoryStore([
    series({ __name__: 'up', pod: 'a' }, [10, 20, 30, 40]),
    series({ __name__: 'up', pod: 'b' }, [50]),
  ])

  test('covers all samples', () => {
    expect(store.span()).toEqual({ from: 10, to: 50 })
    expect(createMemoryStore([]).span()).toBeUndefined()
    expect(createMemoryStore([series({ __name__: 'up' }, [])]).span()).toBeUndefined()
  })

  test.each([
    [{ from: 20, to: 30 }, [20, 30]],
    [{ from: 15, to: 39 }, [20, 30]],
    [{ from: 0, to: 10 }, [10]],
    [{ from: 21, to: 29 }, []],
    [{ from: 41, to: 49 }, []],
    [{ from: 30, to: 20 }, []],
  ])('of %o holds %j', async (span, expected) => {
    const selected = await store.select([named('up')], span)
    expect(selected.flatMap(({ times }) => [...times])).toEqual(expected)
    expect(await store.labelSets([named('up')], span)).toHaveLength(expected.length === 0 ? 0 : 1)
  })
})

test('selecting copies no samples', async () => {
  const given = series({ __name__: 'up' }, [10, 20, 30])
  const store = createMemoryStore([given])
  const [whole] = await store.select([], always)
  const [part] = await store.select([], { from: 20, to: 20 })
  expect(whole?.values).toBe(given.values)
  expect(part?.values.buffer).toBe(given.values.buffer)
})

test('a staleness marker stays one', async () => {
  const given = series({ __name__: 'up' }, [10, 20, 30])
  markStale(given.values, 1)
  const [part] = await createMemoryStore([given]).select([], { from: 15, to: 30 })
  expect(part && isStale(part.values, 0)).toBe(true)
  expect(part && isStale(part.values, 1)).toBe(false)
})

test('series with equal times share one column, others do not', async () => {
  const store = createMemoryStore([
    series({ pod: 'a' }, [10, 20, 30]),
    series({ pod: 'b' }, [10, 21, 30]),
    series({ pod: 'c' }, [10, 20, 30]),
  ])
  const [a, b, c] = await store.select([], always)
  expect(a?.times).toBe(c?.times)
  expect([...(b?.times ?? [])]).toEqual([10, 21, 30])
  const [partOfA, , partOfC] = await store.select([], { from: 20, to: 30 })
  expect(partOfA?.times).toBe(partOfC?.times)
})

test('a label with an empty value is no label', async () => {
  const store = createMemoryStore([series({ __name__: 'up', pod: '' }, [10])])
  expect(await store.labelSets([], always)).toEqual([{ __name__: 'up' }])
})

test('names that objects inherit are labels like others', async () => {
  const labels: Labels = JSON.parse('{"__name__":"up","__proto__":"a","constructor":"b"}')
  const store = createMemoryStore([series(labels, [10]), series({ __name__: 'up' }, [10])])
  expect(await store.labelSets([{ label: '__proto__', op: '=', value: 'a' }], always)).toHaveLength(1)
  expect(await store.labelSets([{ label: 'constructor', op: '=', value: '' }], always)).toEqual([{ __name__: 'up' }])
})

test('metadata is what was given', () => {
  const metadata = new Map([['up', { type: 'gauge', help: 'Whether the target answers.', unit: '' }]])
  expect(createMemoryStore([], metadata).metadata()).toBe(metadata)
  expect(createMemoryStore([]).metadata().size).toBe(0)
})

describe('what is not in order is refused', () => {
  test.each([
    [
      'a series given twice',
      [series({ a: '1', b: '2' }, [1]), series({ b: '2', a: '1' }, [2])],
      /\{a="1", b="2"\} is given twice/,
    ],
    [
      'a series given twice, once with an empty label',
      [series({ a: '1' }, [1]), series({ a: '1', b: '' }, [2])],
      /given twice/,
    ],
    ['a series given twice, once without samples', [series({ a: '1' }, []), series({ a: '1' }, [2])], /given twice/],
    ['times that fall', [series({ __name__: 'up' }, [1, 3, 2])], /up\{\} are not ascending: sample 3 is at 2 ms/],
    ['a time given twice', [series({ __name__: 'up' }, [1, 1])], /not ascending/],
    ['a time that is none', [series({ __name__: 'up' }, [1, Number.NaN, 2])], /not ascending/],
    ['an endless time', [series({ __name__: 'up' }, [1, Number.POSITIVE_INFINITY])], /not ascending/],
    ['columns of different lengths', [series({ __name__: 'up' }, [1, 2], [1])], /2 times and 1 values/],
  ])('%s', (_, given, message) => {
    expect(() => createMemoryStore(given)).toThrow(
      expect.objectContaining({
        code: 'invalid_input',
        message: expect.stringMatching(message),
        hint: expect.any(String),
      }),
    )
  })
})

test('a bad regular expression and an abort reject', async () => {
  const store = createMemoryStore([series({ __name__: 'up' }, [1])])
  await expect(store.select([{ label: 'pod', op: '=~', value: '(' }], always)).rejects.toMatchObject({
    code: 'bad_query',
  })
  await expect(store.select([{ label: '__name__', op: '!~', value: '(' }], always)).rejects.toMatchObject({
    code: 'bad_query',
  })
  await expect(store.select([], always, AbortSignal.abort())).rejects.toThrow(/abort/)
  await expect(store.labelSets([], always, AbortSignal.abort())).rejects.toThrow(/abort/)
})

test('matchers and span select what a filter over all series selects, in the order of their labels', async () => {
  const value = fc.constantFrom('', 'a', 'b', 'ab', 'a-1')
  const labels = fc.record({ __name__: value, pod: value, job: value })
  const times = fc
    .uniqueArray(fc.integer({ min: 0, max: 30 }), { maxLength: 6 })
    .map((given) => given.sort((a, b) => a - b))
  const matchers = fc.array(
    fc.record({
      label: fc.constantFrom('__name__', 'pod', 'job', 'other'),
      op: fc.constantFrom<MatchOperator>('=', '!=', '=~', '!~'),
      value: fc.constantFrom('', 'a', 'b', 'a|b', 'a.*', '.+', '[ab]+', 'a-\\d'),
    }),
    { maxLength: 4 },
  )
  const bag = fc.uniqueArray(fc.record({ labels, times }), {
    maxLength: 40,
    selector: (one) => JSON.stringify(one.labels),
  })
  const span = fc.record({ from: fc.integer({ min: -5, max: 35 }), to: fc.integer({ min: -5, max: 35 }) })
  await fc.assert(
    fc.asyncProperty(bag, matchers, span, fc.boolean(), async (given, wanted, { from, to }, many) => {
      // Enough of one metric that the index by label value takes part.
      const filler = Array.from({ length: many ? 300 : 0 }, (_, at) => ({
        labels: { __name__: 'a', pod: `${at % 7}`, job: 'b', n: `${at}` },
        times: [at % 30],
      }))
      const all = [...given, ...filler].map((one) => series(one.labels, one.times))
      const store = createMemoryStore(all)
      const fits = compileMatchers(wanted)
      const inOrder = orderByLabels(all.map((one) => one.labels)).flatMap((place) => all[place] ?? [])
      const expected = inOrder.flatMap((one) => {
        const kept = [...one.times].filter((time) => time >= from && time <= to)
        const present = Object.fromEntries(Object.entries(one.labels).filter(([, text]) => text !== ''))
        return fits(one.labels) && kept.length > 0 ? [{ labels: present, times: kept, values: kept }] : []
      })
      expect(byLabels(plain(await store.select(wanted, { from, to })))).toEqual(byLabels(expected))
      expect((await store.labelSets(wanted, { from, to })).map(labelsKey).sort()).toEqual(
        expected.map((one) => labelsKey(one.labels)).sort(),
      )
    }),
    { numRuns: 60 },
  )
})
