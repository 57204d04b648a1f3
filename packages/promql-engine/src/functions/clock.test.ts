import { describe, expect, test } from 'vitest'
import { askRange, askSamples } from '../testing/ask-samples.ts'

const steps = { start: 100, end: 130, step: 10 }

describe('time', () => {
  test('is that of the step', async () => {
    expect((await askSamples({}, 'time()', { at: 0.001 })).values).toEqual({ '{}': 0.001 })
    expect(await askRange({}, 'time()', steps)).toEqual({ '{}': [100, 110, 120, 130] })
  })

  test('is that of the inner step within a subquery', async () => {
    expect((await askSamples({}, 'sum_over_time(vector(time())[30s:10s])', { at: 130 })).values).toEqual({ '{}': 360 })
  })
})

describe('timestamp', () => {
  const samples = { x: [1, 1, 1] }

  test.each(['timestamp(x)', 'timestamp(((x)))'])('%s is when the sample was taken', async (query) => {
    expect((await askSamples(samples, query, { at: 100 })).values).toEqual({ '{}': 60 })
  })

  test('of anything else is that of the step', async () => {
    expect((await askSamples(samples, 'timestamp(x + 0)', { at: 100 })).values).toEqual({ '{}': 100 })
    expect(await askRange(samples, 'timestamp(abs(x))', steps)).toEqual({ '{}': [100, 110, 120, 130] })
  })

  test('follows offset and @', async () => {
    expect(await askRange(samples, 'timestamp(x offset 1m)', steps)).toEqual({ '{}': [0, 0, 60, 60] })
    expect(await askRange(samples, 'timestamp(x @ 70)', steps)).toEqual({ '{}': [60, 60, 60, 60] })
  })
})

describe('the query itself', () => {
  test.each([
    ['start()', 100],
    ['end()', 130],
    ['range()', 30],
    ['step()', 10],
  ])('%s is the same at every step: %d', async (query, expected) => {
    expect(await askRange({}, query, steps)).toEqual({ '{}': [expected, expected, expected, expected] })
  })

  test.each([
    ['start()', 50],
    ['end()', 50],
    ['range()', 0],
    ['step()', 0],
  ])('%s of an instant query is %d', async (query, expected) => {
    expect((await askSamples({}, query, { at: 50 })).values).toEqual({ '{}': expected })
  })
})
