import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { increase } from '../rate/rate.ts'
import { last, max, mean, min, p50, p95, p99 } from '../summary/summary.ts'
import { columns, counters, timesFor } from '../testing/columns.ts'
import { type Aggregate, aggregates } from './aggregate.ts'
import { resample } from './resample.ts'

const { NaN: nothing, POSITIVE_INFINITY: infinity } = Number
const column = (...values: number[]) => Float64Array.from(values)
const steps = fc.constantFrom(0.1, 1, 15, 60, 100)

/** What each aggregate means, but for the rate, said of the samples of one bucket. */
const obvious: Record<Exclude<Aggregate, 'rate'>, (values: Float64Array) => number> = {
  mean,
  sum: (values) => values.reduce((sum, value) => sum + value, 0),
  min,
  max,
  count: (values) => values.length,
  first: (values) => values[0] ?? nothing,
  last,
  p50,
  p95,
  p99,
}

describe('each bucket tells of its own samples', () => {
  test('whatever the step, with and without gaps', () => {
    fc.assert(
      fc.property(columns, steps, fc.boolean(), (values, step, withGaps) => {
        const times = timesFor(values, [15, 30, 0, 200.5])
        const found = resample({ times, values }, { step, aggregates, withGaps })
        const columnsOf = new Map<string, Float64Array>(Object.entries(found.columns))
        let counted = 0
        found.times.forEach((start, bucket) => {
          const end = start + step * (1 + 1e-12)
          const inside = values.filter((value, index) => {
            const time = times[index] ?? nothing
            return (
              !Number.isNaN(value) && time >= start && time < end && !(time >= (found.times[bucket + 1] ?? infinity))
            )
          })
          counted += inside.length
          expect(found.counts[bucket]).toBe(inside.length)
          if (!withGaps) expect(inside.length).toBeGreaterThan(0)
          for (const [name, answer] of Object.entries(obvious)) {
            const expected = inside.length === 0 && name !== 'count' ? nothing : answer(inside)
            expect(columnsOf.get(name)?.[bucket], name).toBe(expected)
          }
        })
        expect(counted).toBe(values.filter((value) => !Number.isNaN(value)).length)
      }),
      { numRuns: 20 },
    )
  })

  test('and buckets of a counter share its growth, so that none of it is lost between them', () => {
    fc.assert(
      fc.property(counters, steps, (values, step) => {
        const times = timesFor(values, [15, 30, 7])
        const { columns: of } = resample({ times, values }, { step, aggregates: ['rate'] })
        // The times as values, with the gaps of the counter.
        const { columns: ends } = resample(
          { times, values: times.map((time, at) => time + 0 * (values[at] ?? 0)) },
          { step, aggregates: ['last', 'first'] },
        )
        let grown = 0
        let before = ends.first[0] ?? nothing
        of.rate.forEach((rate, bucket) => {
          const end = ends.last[bucket] ?? nothing
          if (end > before) grown += rate * (end - before)
          else expect(rate).toBeNaN()
          before = end
        })
        const whole = increase(values)
        if (!Number.isNaN(whole)) expect(grown).toBeCloseTo(whole, 6)
      }),
      { numRuns: 20 },
    )
  })
})

test('buckets begin at multiples of the step, or count from an origin', () => {
  const samples = { times: column(1_790_000_001, 1_790_000_059, 1_790_000_060), values: column(1, 2, 3) }
  expect([...resample(samples, { step: 20, aggregates: ['sum'] }).times]).toEqual([
    1_790_000_000, 1_790_000_040, 1_790_000_060,
  ])
  expect([...resample(samples, { step: 60, aggregates: [], origin: 1_790_000_001 }).times]).toEqual([1_790_000_001])
  expect([...resample({ times: column(-1), values: column(1) }, { step: 60, aggregates: [] }).times]).toEqual([-60])
})

test('a time at an edge opens the next bucket, also where the step has no exact double', () => {
  const times = Float64Array.from({ length: 200 }, (_, index) => index * 0.1)
  const { counts, times: starts } = resample({ times, values: times }, { step: 0.1, aggregates: [] })
  expect([...counts]).toEqual(new Array(200).fill(1))
  expect([...starts]).toEqual([...times])
})

test('buckets without a sample are absent, or told as gaps with a count of 0', () => {
  const samples = { times: column(0, 60, 180), values: column(1, nothing, 4) }
  const options = { step: 60, aggregates: ['mean', 'count'] } as const
  expect([...resample(samples, options).times]).toEqual([0, 180])
  const { times, counts, columns: found } = resample(samples, { ...options, withGaps: true })
  expect([[...times], [...counts], [...found.mean], [...found.count]]).toEqual([
    [0, 60, 120, 180],
    [1, 0, 0, 1],
    [1, nothing, nothing, 4],
    [1, 0, 0, 1],
  ])
})

test('no sample makes no bucket', () => {
  for (const values of [column(), column(nothing, nothing)]) {
    const times = values.map((_, index) => index)
    for (const withGaps of [false, true]) {
      const found = resample({ times, values }, { step: 60, aggregates: ['mean'], withGaps })
      expect([found.times.length, found.columns.mean.length]).toEqual([0, 0])
    }
  }
})

test('infinities are samples', () => {
  const { columns: found } = resample({ times: column(0, 1), values: column(infinity, 2) }, { step: 60, aggregates })
  expect([found.min[0], found.max[0], found.mean[0], found.count[0]]).toEqual([2, infinity, infinity, 2])
})

test('steps of days begin at midnight of a zone, and other steps do without it', () => {
  const hour = 3600
  // Clocks in Berlin went forward on 2026-03-29.
  const midnight = Date.parse('2026-03-28T23:00:00Z') / 1000
  const times = Float64Array.from({ length: 48 }, (_, index) => midnight + index * hour)
  const days = resample({ times, values: times }, { step: 24 * hour, aggregates: ['count'], zone: 'Europe/Berlin' })
  expect([...days.columns.count]).toEqual([23, 24, 1])
  expect(days.times[0]).toBe(midnight)
  const hours = resample({ times, values: times }, { step: 12 * hour, aggregates: [], zone: 'Europe/Berlin' })
  expect((hours.times[0] ?? nothing) % (12 * hour)).toBe(0)
})

describe('what cannot be put into buckets is refused', () => {
  const samples = { times: column(0, 1e9), values: column(1, 2) }

  test.each([0, -1, nothing, infinity])('a step of %d', (step) => {
    expect(() => resample(samples, { step, aggregates: [] })).toThrow(RangeError)
  })

  test('more buckets than the limit, whose number is told', () => {
    expect(() => resample(samples, { step: 1, aggregates: [], withGaps: true, limit: 5000 })).toThrow(/1000000001/)
    expect(resample(samples, { step: 1, aggregates: [], limit: 5000 }).times.length).toBe(2)
    expect(() => resample(samples, { step: 1, aggregates: [], limit: 1 })).toThrow(/2 buckets/)
  })

  test('times that do not ascend or are none', () => {
    for (const times of [column(1, 0), column(0, nothing), column(nothing, 0), column(0, infinity)]) {
      expect(() => resample({ times, values: column(1, 2) }, { step: 60, aggregates: [] })).toThrow(RangeError)
    }
    expect(() =>
      resample({ times: column(0, 5, 3, 9), values: column(1, 2, 3, 4) }, { step: 60, aggregates: [] }),
    ).toThrow(/orderSamples/)
  })

  test('steps that no double tells apart at such times, and gaps at no time', () => {
    const late = { times: column(1.79e9, 1.79e9 + 1e-6), values: column(1, 2) }
    expect(() => resample(late, { step: 1e-9, aggregates: [] })).toThrow(RangeError)
    for (const [times, values] of [
      [column(0, infinity), column(1, nothing)],
      [column(-infinity, 0), column(nothing, 1)],
    ] as const) {
      expect(() => resample({ times, values }, { step: 60, aggregates: [] })).toThrow(RangeError)
    }
  })

  test('columns of different length, and an origin that is no time', () => {
    expect(() => resample({ times: column(1), values: column() }, { step: 60, aggregates: [] })).toThrow(RangeError)
    expect(() => resample(samples, { step: 60, aggregates: [], origin: nothing })).toThrow(RangeError)
  })
})
