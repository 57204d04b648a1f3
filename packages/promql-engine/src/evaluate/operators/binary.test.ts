import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BinaryOperator, Matching } from '../../syntax/ast.ts'
import type { Value, VectorValue } from '../value.ts'
import { combine } from './binary.ts'
import { formatLabels } from './labels.ts'
import { negate } from './negate.ts'
import { joined, type Rule } from './testing/joined.ts'
import { calculate, combineStep, samplesAt } from './testing/step-by-step.ts'
import {
  _,
  binary,
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

const { NaN: nan } = Number

function ofScalars(operator: BinaryOperator, left: number, right: number): number | undefined {
  const result = combine(binary(operator), scalar(left), scalar(right), contextOf(1))
  return result.type === 'scalar' ? result.values[0] : undefined
}

describe('arithmetic', () => {
  test.each<[number, BinaryOperator, number, number]>([
    [7, '+', 2, 9],
    [7, '-', 2, 5],
    [7, '*', 2, 14],
    [7, '/', 2, 3.5],
    [1, '/', 0, Infinity],
    [-1, '/', 0, -Infinity],
    [0, '/', 0, nan],
    [-7, '%', 3, -1],
    [7, '%', -3, 1],
    [5, '%', Infinity, 5],
    [5, '%', 0, nan],
    [2, '^', 10, 1024],
    [1, '^', nan, 1],
    [1, '^', Infinity, 1],
    [-1, '^', -Infinity, 1],
    [-8, '^', 0.5, nan],
    [nan, '^', 0, 1],
    [1, 'atan2', -1, (3 * Math.PI) / 4],
    [10, 'atan2', nan, nan],
  ])('%d %s %d is %d', (left, operator, right, expected) => {
    expect(ofScalars(operator, left, right)).toBe(expected)
  })

  test('between scalars a comparison answers 0 or 1', () => {
    expect([ofScalars('<', 1, 2), ofScalars('>=', 1, 2), ofScalars('==', nan, nan)]).toEqual([1, 0, 0])
    expect([ofScalars('!=', nan, nan), ofScalars('<=', 2, 2), ofScalars('>', 2, 2)]).toEqual([1, 1, 0])
  })
})

describe('a vector and a scalar', () => {
  const operand = vector(series({ __name__: 'm', a: '1' }, 1, _, 3), series({ __name__: 'm' }, 10, 20, nan))
  const by = (operator: BinaryOperator, left: 'vector' | 'scalar', rule: Rule = {}) => {
    const number = scalar(2, 2, 3)
    const [one, other] = left === 'vector' ? [operand, number] : [number, operand]
    return pointsOf(combine(binary(operator, rule), one, other, contextOf(3)))
  }

  test('arithmetic takes the name away and leaves gaps', () => {
    expect(by('-', 'vector')).toEqual({ '{a="1"}': [-1, _, 0], '{}': [8, 18, nan] })
    expect(by('-', 'scalar')).toEqual({ '{a="1"}': [1, _, 0], '{}': [-8, -18, nan] })
  })

  test('a comparison keeps the vector’s value and the name, on either side', () => {
    expect(by('>', 'vector')).toEqual({ '{__name__="m"}': [10, 20, _] })
    expect(by('>', 'scalar')).toEqual({ '{__name__="m", a="1"}': [1, _, _] })
    expect(by('<=', 'scalar')).toEqual({ '{__name__="m", a="1"}': [_, _, 3], '{__name__="m"}': [10, 20, _] })
    expect(by('!=', 'vector')).toEqual({ '{__name__="m", a="1"}': [1, _, _], '{__name__="m"}': [10, 20, nan] })
  })

  test('bool answers at every point and takes the name away', () => {
    expect(by('==', 'vector', { returnsBool: true })).toEqual({ '{a="1"}': [0, _, 1], '{}': [0, 0, 0] })
  })

  test('metrics that only their names told apart become one where they take turns, and clash where they do not', () => {
    const renamed = vector(series({ __name__: 'old', a: '1' }, 1, _), series({ __name__: 'new', a: '1' }, _, 2))
    expect(pointsOf(combine(binary('*'), renamed, scalar(2, 3), contextOf(2)))).toEqual({ '{a="1"}': [2, 6] })
    const clash = vector(series({ __name__: 'old' }, 1), series({ __name__: 'new' }, 2))
    expect(() => combine(binary('*'), clash, scalar(2), contextOf(1))).toThrow(
      expect.objectContaining({
        code: 'bad_query',
        message: 'vector cannot contain metrics with the same labelset',
      }),
    )
    expect(pointsOf(combine(binary('>'), clash, scalar(1), contextOf(1)))).toEqual({ '{__name__="new"}': [2] })
  })
})

test('operands are left as they were', () => {
  const [one, other] = [series({ __name__: 'm' }, 1, _), series({ __name__: 'n' }, _, 2)]
  const copy = structuredClone([one, other])
  negate(vector(one, other))
  joined(vector(one, other), 'or', vector(series({}, 7, 7)), { on: true })
  joined(vector(one), '>', vector(series({ __name__: 'x' }, 0, 0)))
  expect([one, other]).toEqual(copy)
})

test('columns give what one step after the other gives', () => {
  const rule = fc.record({
    operator: fc.constantFrom<BinaryOperator[]>('+', '-', '*', '/', '==', '!=', '<', '>=', 'and', 'or', 'unless'),
    cardinality: fc.constantFrom<Matching['cardinality'][]>('one-to-one', 'many-to-one', 'one-to-many'),
    on: fc.boolean(),
    labels: labelLists,
    include: fc.subarray(['a', 'b', 'd']),
    returnsBool: fc.boolean(),
  })
  let refused = 0
  let answered = 0
  fc.assert(
    fc.property(rule, vectors, vectors, ({ operator, returnsBool, ...written }, left, right) => {
      const isSet = operator === 'and' || operator === 'or' || operator === 'unless'
      const matching: Rule = isSet ? { ...written, cardinality: 'many-to-many' } : written
      if (matching.cardinality === 'one-to-one' || isSet) matching.include = []
      const node = binary(operator, { ...matching, returnsBool: returnsBool && !isSet && operator.length < 3 })
      const expected = Array.from({ length: steps }, (_step, step) =>
        combineStep(node, samplesAt(left, step), samplesAt(right, step)),
      )
      const refusals = expected.filter((result) => typeof result === 'string')
      if (refusals.length > 0) {
        refused++
        expect(() => combine(node, left, right, contextOf(steps))).toThrow(
          new RegExp(refusals.map((sentence) => sentence.replace(/[()]/g, '.')).join('|')),
        )
        return
      }
      answered++
      const result = combine(node, left, right, contextOf(steps))
      for (const [step, samples] of expected.entries()) {
        if (typeof samples !== 'string') expect(byLabels(samplesAt(vectorOf(result), step))).toEqual(byLabels(samples))
      }
    }),
    { numRuns: 200 },
  )
  // Both must have been tried for this to say anything.
  expect(Math.min(refused, answered)).toBeGreaterThan(10)
})

test('a vector and a scalar give what each point by itself gives', () => {
  const operators = fc.constantFrom<BinaryOperator[]>('+', '-', '*', '/', '==', '!=', '<', '>=')
  fc.assert(
    fc.property(
      operators,
      vectors,
      fc.integer({ min: -2, max: 2 }),
      fc.boolean(),
      (operator, operand, number, swap) => {
        const named = vector(
          ...operand.series.map((one, index) => ({ ...one, labels: { __name__: 'm', i: `${index}` } })),
        )
        const numbers = scalar(...Array.from({ length: steps }, () => number))
        const [left, right] = swap ? [numbers, named] : [named, numbers]
        const node = binary(operator)
        const result = combine(node, left, right, contextOf(steps))
        for (let step = 0; step < steps; step++) {
          const expected = samplesAt(named, step).flatMap(({ value }): Point[] => {
            const [a, b] = swap ? [number, value] : [value, number]
            const { keep, value: calculated } = calculate(node, a, b)
            if (!keep) return []
            return [operator.length === 2 || operator === '<' ? value : calculated]
          })
          expect(samplesAt(vectorOf(result), step).map(({ value }) => value)).toEqual(expected)
        }
      },
    ),
    { numRuns: 40 },
  )
})

function vectorOf(value: Value): VectorValue {
  if (value.type !== 'vector') throw new TypeError(value.type)
  return value
}

function byLabels(samples: readonly { labels: Readonly<Record<string, string>>; value: number }[]) {
  return new Map(
    samples.map(({ labels, value }) => [formatLabels(labels), value] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}
