import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AggregationName } from '../../syntax/ast.ts'
import type { VectorValue } from '../value.ts'
import { aggregate } from './aggregate.ts'
import { formatLabels } from './labels.ts'
import { aggregateStep, samplesAt } from './testing/step-by-step.ts'
import {
  _,
  aggregation,
  contextOf,
  labelLists,
  type Point,
  pointsOf,
  scalar,
  series,
  steps,
  vector,
  vectors,
} from './testing/vectors.ts'

/** One series a value, in one group, at one step. */
function over(name: AggregationName, ...values: readonly number[]): Point {
  const operand = vector(...values.map((value, index) => series({ i: String(index) }, value)))
  return pointsOf(aggregate(aggregation(name), operand, undefined, contextOf(1)))['{}']?.[0]
}

const { NaN: nan } = Number

describe('grouping', () => {
  const operand = vector(
    series({ __name__: 'm', a: '1', b: 'x' }, 1, 10),
    series({ __name__: 'm', a: '1', b: 'y' }, 2, _),
    series({ __name__: 'n', b: 'x' }, 4, 40),
  )
  const sum = (grouping: readonly string[], without = false) =>
    pointsOf(aggregate(aggregation('sum', { grouping, without }), operand, undefined, contextOf(2)))

  test('without a clause and with an empty one, all are one group without labels', () => {
    expect(sum([])).toEqual({ '{}': [7, 50] })
  })

  test('by keeps the labels that there are, and a missing one is an empty one', () => {
    expect(sum(['a', 'nonesuch'])).toEqual({ '{a="1"}': [3, 10], '{}': [4, 40] })
    const empty = vector(series({ a: '' }, 1), series({}, 2))
    expect(pointsOf(aggregate(aggregation('sum', { grouping: ['a'] }), empty, undefined, contextOf(1)))).toEqual({
      '{}': [3],
    })
  })

  test('by may name the metric, without always drops it', () => {
    expect(sum(['__name__'])).toEqual({ '{__name__="m"}': [3, 10], '{__name__="n"}': [4, 40] })
    expect(sum(['b'], true)).toEqual({ '{a="1"}': [3, 10], '{}': [4, 40] })
    expect(sum([], true)).toEqual({ '{a="1", b="x"}': [1, 10], '{a="1", b="y"}': [2, _], '{b="x"}': [4, 40] })
  })

  test('values of neighbouring labels are not run together', () => {
    const close = vector(series({ a: 'aa', b: 'bb' }, 1), series({ a: 'a', b: 'abb' }, 2))
    const by = aggregation('sum', { grouping: ['a', 'b'] })
    expect(Object.keys(pointsOf(aggregate(by, close, undefined, contextOf(1))))).toHaveLength(2)
  })

  test('labels named like parts of every object are labels like others', () => {
    const odd = vector(series(JSON.parse('{"__proto__":"p","constructor":"c"}'), 1), series({ a: '1' }, 2))
    const by = aggregation('count', { grouping: ['__proto__', 'constructor', 'toString'] })
    expect(pointsOf(aggregate(by, odd, undefined, contextOf(1)))).toEqual({
      '{__proto__="p", constructor="c"}': [1],
      '{}': [1],
    })
  })

  test('a step without a point has no result, and no input has none at all', () => {
    const gap = vector(series({ a: '1' }, 1, _, 3), series({ a: '2' }, _, _, 4))
    expect(pointsOf(aggregate(aggregation('count'), gap, undefined, contextOf(3)))).toEqual({ '{}': [1, _, 2] })
    expect(aggregate(aggregation('sum'), vector(), undefined, contextOf(3)).series).toEqual([])
  })
})

describe('sum and avg', () => {
  test('what rounding loses is kept', () => {
    expect(over('sum', 2, 8, 1e100, -1e100)).toBe(10)
    expect(over('avg', 2, 8, 1e100, -1e100)).toBe(2.5)
    expect(over('avg', ...Array.from({ length: 12 }, () => 52))).toBe(52)
  })

  test.each([
    [[Infinity, 2], Infinity, Infinity],
    [[2, -Infinity], -Infinity, -Infinity],
    [[Infinity, -Infinity], nan, nan],
    [[nan, 2], nan, nan],
    [[0, Infinity, 0, Infinity], Infinity, Infinity],
    [[-Infinity, 0, Infinity], nan, nan],
  ])('%j is Inf or NaN as its parts are', (values, sum, average) => {
    expect(over('sum', ...values)).toBe(sum)
    expect(over('avg', ...values)).toBe(average)
  })

  test('an average does not overflow where its sum does', () => {
    const big = 9.988465674311579e307
    expect(over('sum', big, big)).toBe(Infinity)
    expect(over('avg', big, big, big, big)).toBeCloseTo(big, -295)
    expect(over('avg', -big, -big, -big, -big)).toBeCloseTo(-big, -295)
    expect(over('avg', -big, -big, big, big)).toBe(0)
  })
})

describe('min, max, count and group', () => {
  test('NaN gives way to any number, wherever it comes', () => {
    expect([over('min', nan, 2, 1), over('min', 2, nan), over('min', nan, nan)]).toEqual([1, 2, nan])
    expect([over('max', nan, 1, 2), over('max', 2, nan), over('max', nan, nan)]).toEqual([2, 2, nan])
    expect([over('min', Infinity, -Infinity), over('max', Infinity, -Infinity)]).toEqual([-Infinity, Infinity])
  })

  test('count and group do not look at values', () => {
    expect([over('count', nan, 1, Infinity), over('group', nan, 7)]).toEqual([3, 1])
  })
})

describe('stddev and stdvar', () => {
  test('they are of the whole population', () => {
    expect([over('stdvar', 1, 2), over('stddev', 1, 2), over('stdvar', 5)]).toEqual([0.25, 0.5, 0])
    expect(over('stddev', 13.3, 13.3, 13.3)).toBe(0)
  })

  test('a NaN or an infinity makes them NaN, alone too and in any order', () => {
    for (const bad of [nan, Infinity, -Infinity]) {
      expect([over('stdvar', bad), over('stddev', 1, 2, bad), over('stdvar', bad, 1, 2)]).toEqual([nan, nan, nan])
    }
  })
})

describe('quantile', () => {
  const of = (wanted: readonly number[], ...columns: readonly VectorValue['series'][number][]) => {
    const context = contextOf(wanted.length)
    const result = aggregate(aggregation('quantile'), vector(...columns), scalar(...wanted), context)
    return { points: pointsOf(result)['{}'], said: context.said.map(({ message }) => message) }
  }

  test('it lies between the closest ranks, and NaN is the smallest value', () => {
    expect(of([0.8], series({ i: '1' }, 4), series({ i: '2' }, 0), series({ i: '3' }, 1)).points?.[0]).toBeCloseTo(
      2.8,
      12,
    )
    const withNaN = [series({ i: '1' }, 0), series({ i: '2' }, nan), series({ i: '3' }, 1)]
    expect(of([0.8], ...withNaN).points?.[0]).toBeCloseTo(0.6, 12)
    expect(of([0.2], ...withNaN).points).toEqual([nan])
  })

  test('φ may differ from step to step', () => {
    const flat = [series({ i: '1' }, 0, 0, 0), series({ i: '2' }, 4, 4, 4)]
    expect(of([0, 1, 0.5], ...flat)).toEqual({ points: [0, 4, 2], said: [] })
  })

  test('φ beyond its limits gives the infinity of that side, and a warning for the worst', () => {
    expect(of([-1, 2, nan, -7], series({ i: '1' }, 1, 1, 1, 1))).toEqual({
      points: [-Infinity, Infinity, nan, -Infinity],
      said: [
        'quantile value should be between 0 and 1, got NaN',
        'quantile value should be between 0 and 1, got 2',
        'quantile value should be between 0 and 1, got -7',
      ],
    })
  })
})

describe('topk and bottomk', () => {
  const operand = vector(
    series({ __name__: 'm', i: '1' }, 3, 1, nan),
    series({ __name__: 'm', i: '2' }, 1, _, 2),
    series({ __name__: 'm', i: '3' }, nan, 2, 1),
  )
  const ranked = (name: AggregationName, from: VectorValue, ...k: readonly number[]) =>
    aggregate(aggregation(name), from, scalar(...k), contextOf(k.length))

  test('series keep all their labels, and points come and go', () => {
    expect(pointsOf(ranked('topk', operand, 1, 1, 1))).toEqual({
      '{__name__="m", i="1"}': [3, _, _],
      '{__name__="m", i="2"}': [_, _, 2],
      '{__name__="m", i="3"}': [_, 2, _],
    })
  })

  test('k may differ from step to step; below one there is nothing', () => {
    expect(pointsOf(ranked('bottomk', operand, 0.99, -3, 2.9))).toEqual({
      '{__name__="m", i="2"}': [_, _, 2],
      '{__name__="m", i="3"}': [_, _, 1],
    })
  })

  test('an instant answer is sorted with NaN last, and NaN is taken only for want of others', () => {
    const instant = vector(...[2, nan, 5, 1].map((value, index) => series({ i: String(index) }, value)))
    const order = (value: VectorValue) => value.series.map(({ labels }) => labels.i).join('')
    expect(order(ranked('topk', instant, 9))).toBe('2031')
    expect(order(ranked('bottomk', instant, 9))).toBe('3021')
    expect(order(ranked('topk', instant, 2))).toBe('20')
    expect(order(ranked('bottomk', instant, 3))).toBe('302')
  })

  test('of equal values the first ones stay', () => {
    const equal = vector(...[7, 7, 7].map((value, index) => series({ i: String(index) }, value)))
    expect(Object.keys(pointsOf(ranked('topk', equal, 2)))).toEqual(['{i="0"}', '{i="1"}'])
  })

  test.each([
    ['topk', nan, 'Parameter value is NaN'],
    ['bottomk', 1e30, 'Scalar value 1e+30 overflows int64'],
    ['limitk', nan, 'Parameter value is NaN'],
    ['limit_ratio', nan, 'Ratio value is NaN'],
  ] as const)('%s refuses %d, even over nothing', (name, k, sentence) => {
    expect(() => ranked(name, vector(), k)).toThrow(expect.objectContaining({ code: 'bad_query', message: sentence }))
  })

  test('a k far below zero is nothing by itself and an error beside one that asks', () => {
    expect(pointsOf(ranked('topk', operand, -1e30, -1e30, -1e30))).toEqual({})
    expect(() => ranked('topk', operand, -1e30, 1, 1)).toThrow('Scalar value -1e+30 underflows int64')
  })
})

describe('limitk and limit_ratio', () => {
  const operand = vector(
    ...Array.from({ length: 40 }, (_value, index) => series({ __name__: 'm', i: String(index) }, 1)),
  )
  const chosen = (ratio: number, context = contextOf(1)) =>
    Object.keys(pointsOf(aggregate(aggregation('limit_ratio'), operand, scalar(ratio), context)))

  test('limitk keeps that many of each group', () => {
    const pairs = vector(series({ a: '1', i: '1' }, 1, _), series({ a: '1', i: '2' }, 2, 2), series({ a: '2' }, 3, 3))
    const node = aggregation('limitk', { grouping: ['a'] })
    expect(pointsOf(aggregate(node, pairs, scalar(1, 1), contextOf(2)))).toEqual({
      '{a="1", i="1"}': [1, _],
      '{a="1", i="2"}': [_, 2],
      '{a="2"}': [3, 3],
    })
  })

  test('a ratio and its complement share out all series', () => {
    const [some, others] = [chosen(0.3), chosen(-0.7)]
    expect(some.length).toBeGreaterThan(4)
    expect(some.length).toBeLessThan(20)
    expect([...some, ...others].sort()).toEqual(chosen(1).sort())
    expect(chosen(0)).toEqual([])
  })

  test('a ratio beyond its limits is capped, with a warning', () => {
    const context = contextOf(1)
    expect(chosen(1.5, context)).toHaveLength(40)
    expect(chosen(-1.5, context)).toHaveLength(40)
    expect(context.said.map(({ message }) => message)).toEqual([
      'ratio value should be between -1 and 1, got 1.5, capping to 1',
      'ratio value should be between -1 and 1, got -1.5, capping to -1',
    ])
  })
})

describe('count_values', () => {
  const operand = vector(
    series({ __name__: 'm', a: '1', b: 'x' }, 6, 0.1),
    series({ __name__: 'm', a: '2', b: 'x' }, 6, 1e21),
    series({ __name__: 'm', a: '3', b: 'y' }, -Infinity, nan),
  )
  const counted = (label: string, rule = {}) =>
    pointsOf(aggregate(aggregation('count_values', rule), operand, { type: 'string', text: label }, contextOf(2)))

  test('values stand in the label without an exponent', () => {
    expect(counted('v')).toEqual({
      '{v="6"}': [2, _],
      '{v="0.1"}': [_, 1],
      '{v="1000000000000000000000"}': [_, 1],
      '{v="-Inf"}': [1, _],
      '{v="NaN"}': [_, 1],
    })
  })

  test('a label of that name is overwritten before series are grouped', () => {
    const expected = { '{a="6", b="x"}': [2, _], '{a="-Inf", b="y"}': [1, _] }
    expect(counted('a', { grouping: ['a', 'b'] })).toMatchObject(expected)
    expect(counted('a', { grouping: [], without: true })).toMatchObject(expected)
  })

  test('a label that without takes away is taken away', () => {
    expect(counted('v', { grouping: ['v', 'a'], without: true })).toEqual({ '{b="x"}': [2, 2], '{b="y"}': [1, 1] })
  })

  test('U+FFFD is a character of a name like any other', () => {
    expect(counted('a\uFFFDz')).toMatchObject({ '{"a\uFFFDz"="6"}': [2, _] })
  })

  test('each series that is made is counted before it takes room, and let go at the end', () => {
    const context = contextOf(2)
    const counts: number[] = []
    const spend = (samples: number) => counts.push(samples)
    aggregate(aggregation('count_values'), operand, { type: 'string', text: 'v' }, { ...context, spend })
    expect(counts).toEqual([2, 2, 2, 2, 2, -10])
  })

  test.each(['', 'a\uDCC5z'])('%j is no label name', (label) => {
    expect(() => counted(label)).toThrow(`invalid label name ${JSON.stringify(label)}`)
  })
})

test('columns give what one step after the other gives', () => {
  const names = ['sum', 'avg', 'min', 'max', 'count', 'group', 'stddev', 'stdvar'] as const
  const withNumber = ['quantile', 'topk', 'bottomk', 'limitk'] as const
  const node = fc.record({
    name: fc.constantFrom(...names, ...withNumber),
    grouping: labelLists,
    without: fc.boolean(),
  })
  const parameters = fc.array(fc.constantFrom(-1, 0, 0.25, 0.5, 1, 2, 3.9), { minLength: steps, maxLength: steps })
  fc.assert(
    fc.property(node, vectors, parameters, ({ name, ...rule }, operand, parameter) => {
      const written = aggregation(name, rule)
      const given = names.some((known) => known === name) ? undefined : scalar(...parameter)
      const result = aggregate(written, operand, given, contextOf(steps))
      for (let step = 0; step < steps; step++) {
        const expected = aggregateStep(written, samplesAt(operand, step), parameter[step] ?? nan)
        const found = samplesAt(result, step)
        if (name === 'topk' || name === 'bottomk') {
          // Which of several equal values are taken is not compared here.
          expect(found.map(({ value }) => value).sort()).toEqual(expected.map(({ value }) => value).sort())
          continue
        }
        const largest = Math.max(1, ...samplesAt(operand, step).map(({ value }) => Math.abs(value) || 0))
        expectSame(found, expected, name === 'stdvar' ? largest ** 2 : largest)
      }
    }),
    { numRuns: 60 },
  )
})

/** `scale` is the size of what was added up: digits below it are lost to the obvious version, not to the compensated one. */
function expectSame(found: ReturnType<typeof samplesAt>, expected: ReturnType<typeof samplesAt>, scale: number): void {
  const byLabels = (samples: typeof found) => new Map(samples.map(({ labels, value }) => [formatLabels(labels), value]))
  const [left, right] = [byLabels(found), byLabels(expected)]
  expect([...left.keys()].sort()).toEqual([...right.keys()].sort())
  for (const [labels, value] of right) {
    // The obvious version overflows where the compensated one does not.
    if (!Number.isFinite(value) || Math.abs(value) > 1e90) continue
    expect(Math.abs((left.get(labels) ?? nan) - value)).toBeLessThanOrEqual(1e-9 * scale)
  }
}
