import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { attribute } from './attribute.ts'

const series = (pod: string, verb: string, ...values: number[]) => ({
  labels: { pod, verb, job: 'apiserver' },
  values: Float64Array.from(values),
})

describe('a sum', () => {
  const before = [series('a', 'GET', 10, 10), series('a', 'LIST', 5), series('b', 'GET', 10), series('b', 'LIST', 5)]
  const after = [series('a', 'GET', 10), series('a', 'LIST', 25), series('b', 'GET', 10), series('b', 'LIST', 25)]

  test('is told by the label that parts what moved from what did not', () => {
    const { status, total, labels, notes } = attribute(before, after, { combine: 'sum' })
    expect(status).toBe('judged')
    expect(total).toEqual({ before: 30, after: 70, difference: 40 })
    // `job` parts nothing.
    expect(labels.map(({ label }) => label)).toEqual(['verb', 'pod'])
    expect(labels[0]?.values).toMatchObject([
      { value: 'LIST', before: 10, after: 50, difference: 40, share: 1 },
      { value: 'GET', difference: 0, share: 0 },
    ])
    expect(labels[1]).toMatchObject({ surprise: 0 })
    expect(labels[1]?.values.map(({ share }) => share)).toEqual([0.5, 0.5])
    expect(notes).toEqual(['The total is the sum of the series.'])
  })

  test('series that come and go are 0 on the other side', () => {
    const { labels, notes } = attribute(before, [...before.slice(0, 3), series('c', 'GET', 7)], { combine: 'sum' })
    expect(
      labels.find(({ label }) => label === 'pod')?.values.map(({ value, difference }) => [value, difference]),
    ).toEqual([
      ['c', 7],
      ['b', -5],
      ['a', 0],
    ])
    expect(notes.slice(1)).toEqual(['1 series only before, 0 after.', '1 series only after, 0 before.'])
  })

  test('no more values are told than asked for, and how many are left out', () => {
    const many = Array.from({ length: 20 }, (_, each) => series(`p${each}`, 'GET', each))
    const { labels } = attribute(many, many, { combine: 'sum', top: 3 })
    expect(labels[0]?.values).toHaveLength(3)
    expect(labels[0]?.omitted).toBe(17)
    expect(labels[0]?.values[0]?.share).toBeNaN()
  })
})

test('the parts of a label add up to the change of a sum and of a mean', () => {
  const side = fc.array(
    fc.record({
      pod: fc.constantFrom('a', 'b', 'c'),
      verb: fc.constantFrom('x', 'y'),
      value: fc.integer({ min: 0, max: 99 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  fc.assert(
    fc.property(side, side, fc.constantFrom('sum' as const, 'mean' as const), (first, second, combine) => {
      const columns = [first, second].map((each) => each.map(({ pod, verb, value }) => series(pod, verb, value)))
      const { labels, total } = attribute(columns[0] ?? [], columns[1] ?? [], { combine })
      for (const { values } of labels) {
        expect(values.reduce((sum, { difference }) => sum + difference, 0)).toBeCloseTo(total.difference, 9)
      }
    }),
    { numRuns: 20 },
  )
})

test('figures below zero are no parts of a whole, so that the largest movement orders the labels', () => {
  const { labels, notes } = attribute(
    [series('a', 'GET', -1), series('b', 'LIST', 1)],
    [series('a', 'GET', -9), series('b', 'LIST', 1)],
    { combine: 'sum' },
  )
  expect(labels[0]?.values[0]).toMatchObject({ difference: -8, share: 1, surprise: Number.NaN })
  expect(notes.at(-1)).toMatch(/negative/)
})

test('without a sample on a side there is nothing to attribute', () => {
  const found = attribute([series('a', 'GET', Number.NaN)], [series('a', 'GET', 1)], { combine: 'mean' })
  expect(found).toMatchObject({ status: 'too_little_data', needed: 1, samples: 1, labels: [] })
})
