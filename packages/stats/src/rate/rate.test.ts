import fc from 'fast-check'
import { expect, test } from 'vitest'
import { counters, samplesOf, timesFor } from '../testing/columns.ts'
import { increase, increases, movingRates, rate, rates } from './rate.ts'

const { NaN: nothing, POSITIVE_INFINITY: infinity } = Number
const column = (...values: number[]) => Float64Array.from(values)

test('a restart adds what the counter reached since', () => {
  expect(increase(column(10, 15, 3, 4))).toBe(9)
  expect(increase(column(10, Number.NaN, 12))).toBe(2)
  expect(increase(column(7, 7, 7))).toBe(0)
  expect(increase(column(7))).toBeNaN()
  expect(increase(column())).toBeNaN()
})

test('the increase agrees with the obvious one and never shrinks', () => {
  fc.assert(
    fc.property(counters, (values) => {
      const samples = samplesOf(values)
      if (samples.length < 2) return
      const slow = samples.slice(1).reduce((grown, value, index) => {
        const before = samples[index] ?? 0
        return grown + (value >= before ? value - before : value)
      }, 0)
      expect(increase(values)).toBe(slow)
      expect(increase(values)).toBeGreaterThanOrEqual(0)
    }),
    { numRuns: 20 },
  )
})

test('growth by sample and its rate count restarts, and reach over gaps', () => {
  const samples = { times: column(0, 10, 20, 30, 50), values: column(5, 8, nothing, 2, 12) }
  expect([...increases(samples)]).toEqual([nothing, 3, nothing, 2, 10])
  expect([...rates(samples)]).toEqual([nothing, 0.3, nothing, 0.1, 0.5])
  expect(rate(samples)).toBe(0.3)
})

test('there is no rate of one sample, nor where no time passed', () => {
  expect(rate({ times: column(), values: column() })).toBeNaN()
  expect(rate({ times: column(1, 2), values: column(nothing, 5) })).toBeNaN()
  expect(rate({ times: column(1, 1), values: column(5, 6) })).toBeNaN()
  expect([...rates({ times: column(1, 1), values: column(5, 6) })]).toEqual([nothing, nothing])
})

test('growth by sample adds up to the whole', () => {
  fc.assert(
    fc.property(counters, (values) => {
      const times = timesFor(values, [15, 30, 7])
      const steps = samplesOf(increases({ times, values }))
      if (samplesOf(values).length < 2) expect(steps).toEqual([])
      else expect(steps.reduce((sum, step) => sum + step, 0)).toBe(increase(values))
    }),
    { numRuns: 20 },
  )
})

test('a moving rate is that of the samples in its window', () => {
  fc.assert(
    fc.property(counters, fc.integer({ min: 1, max: 200 }), (values, seconds) => {
      const times = timesFor(values, [15, 30, 7, 0])
      const moving = movingRates({ times, values }, seconds)
      values.forEach((value, index) => {
        const now = times[index] ?? nothing
        const first = times.findIndex((time) => time > now - seconds)
        const window = { times: times.slice(first, index + 1), values: values.slice(first, index + 1) }
        const expected = Number.isNaN(value) ? [nothing, nothing] : [increase(window.values), rate(window)]
        expect([moving.increase[index], moving.rate[index]]).toEqual(expected)
      })
    }),
    { numRuns: 20 },
  )
})

test('a moving rate takes an infinity for a gap, and no width that is not above zero', () => {
  const samples = { times: column(0, 10, 20), values: column(1, infinity, 5) }
  expect([...movingRates(samples, 60).rate]).toEqual([nothing, nothing, 0.2])
  expect(() => movingRates(samples, 0)).toThrow(RangeError)
  expect(() => movingRates(samples, nothing)).toThrow(RangeError)
})
