import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { askRange, askSamples } from '../testing/ask-samples.ts'
import { compareNaturally } from './natural-order.ts'

const samples = {
  'x{n="10"}': [2],
  'x{n="2"}': [Number.NaN],
  'x{n="1"}': [3],
  'x{n="100"}': [1],
  'x{n="gone"}': [null, null],
}

async function order(query: string, of: Parameters<typeof askSamples>[0] = samples): Promise<string[]> {
  const { values } = await askSamples(of, query)
  return Object.keys(values).map((labels) => /n="([^"]*)"/.exec(labels)?.[1] ?? '')
}

test('sort goes up and sort_desc down, NaN last in both', async () => {
  expect(await order('sort(x)')).toEqual(['100', '10', '1', '2'])
  expect(await order('sort_desc(x)')).toEqual(['1', '10', '100', '2'])
})

test('a sorted series keeps its name', async () => {
  expect((await askSamples({ x: [1] }, 'sort(x)')).values).toEqual({ '{__name__="x"}': 1 })
})

test('a range query is in the order of its labels, whatever is sorted', async () => {
  const answer = await askRange(samples, 'sort_desc(x)', { start: 0, end: 60, step: 60 })
  expect(Object.keys(answer).map((labels) => /n="([^"]*)"/.exec(labels)?.[1])).toEqual(['1', '10', '100', '2'])
})

describe('sorted by label', () => {
  test('numbers in texts count by their value', async () => {
    expect(await order('sort_by_label(x, "n")')).toEqual(['1', '2', '10', '100'])
    expect(await order('sort_by_label_desc(x, "n")')).toEqual(['100', '10', '2', '1'])
  })

  const machines = { 'x{a="2",n="b"}': [1], 'x{a="1",n="c"}': [1], 'x{a="1",n="a"}': [1], 'x{n="d"}': [1] }

  test('a second label decides where the first is the same', async () => {
    expect(await order('sort_by_label(x, "a", "n")', machines)).toEqual(['d', 'a', 'c', 'b'])
    expect(await order('sort_by_label_desc(x, "a", "n")', machines)).toEqual(['b', 'c', 'a', 'd'])
  })

  test('all labels decide where those that are named do not', async () => {
    expect(await order('sort_by_label(x, "missing")', machines)).toEqual(['a', 'c', 'b', 'd'])
    expect(await order('sort_by_label_desc(x, "missing")', machines)).toEqual(['d', 'b', 'c', 'a'])
  })
})

describe('natural order', () => {
  test.each([
    ['node-2', 'node-10'],
    ['4m5', '4m600'],
    ['1.2.3', '1.11.3'],
    ['a', 'a1'],
    ['', 'a'],
    ['9', 'a'],
    ['99999999999999999998', '99999999999999999999'],
  ])('puts %s before %s', (first, second) => {
    expect(compareNaturally(first, second)).toBeLessThan(0)
    expect(compareNaturally(second, first)).toBeGreaterThan(0)
  })

  test('is an order: of any three texts, and equal only for equal ones', () => {
    const text = fc
      .array(fc.constantFrom('0', '1', '02', '10', 'a', 'b', '-'), { maxLength: 5 })
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, text, text, (a, b, c) => {
        expect(Math.sign(compareNaturally(a, b))).toBe(-Math.sign(compareNaturally(b, a)) + 0)
        expect(compareNaturally(a, b) === 0).toBe(a === b)
        if (compareNaturally(a, b) <= 0 && compareNaturally(b, c) <= 0)
          expect(compareNaturally(a, c)).toBeLessThanOrEqual(0)
      }),
      { numRuns: 200 },
    )
  })
})
