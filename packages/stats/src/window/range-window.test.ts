import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { max, min } from '../summary/summary.ts'
import { createRangeWindow } from './range-window.ts'

const { NaN: nothing, POSITIVE_INFINITY: infinity } = Number

const events = fc.array(
  fc.record({
    after: fc.integer({ min: 0, max: 20 }),
    value: fc.oneof(fc.integer({ min: -4, max: 4 }), fc.constantFrom(infinity, -infinity)),
  }),
  { maxLength: 120 },
)

test('lowest, highest and size are those of the samples that are young and late enough', () => {
  fc.assert(
    fc.property(
      events,
      fc.oneof(fc.integer({ min: 1, max: 90 }), fc.constant(infinity)),
      fc.integer({ min: 1, max: 40 }),
      (pushes, seconds, samples) => {
        const window = createRangeWindow({ seconds, samples })
        const seen: { time: number; value: number }[] = []
        let time = 1000
        for (const { after, value } of pushes) {
          time += after
          window.push(value, time)
          seen.push({ time, value })
          const kept = seen.slice(-samples).filter((sample) => sample.time > time - seconds)
          const values = Float64Array.from(kept, (sample) => sample.value)
          expect([window.size, window.low, window.high]).toEqual([kept.length, min(values), max(values)])
        }
      },
    ),
    { numRuns: 40 },
  )
})

test('a window may be asked at a time before the sample of that time is taken in', () => {
  const window = createRangeWindow({ seconds: 60 })
  window.push(9, 0)
  window.push(5, 30)
  window.advance(60)
  expect([window.size, window.low, window.high]).toEqual([1, 5, 5])
  window.advance(90)
  expect([window.size, window.low, window.high]).toEqual([0, nothing, nothing])
  window.push(7, 90)
  expect([window.size, window.low, window.high]).toEqual([1, 7, 7])
})

describe('what cannot be answered is refused', () => {
  test('a NaN and a time that goes back, which leave the window as it was', () => {
    const window = createRangeWindow({ samples: 5 })
    window.push(1, 10)
    expect(() => window.push(nothing, 11)).toThrow(RangeError)
    expect(() => window.push(2, 9)).toThrow(RangeError)
    expect(() => window.push(2, nothing)).toThrow(RangeError)
    expect([window.size, window.high]).toEqual([1, 1])
  })

  test.each([{}, { seconds: 0 }, { seconds: nothing }, { samples: 0 }, { samples: nothing }, { seconds: infinity }])(
    'a window of %j',
    (options) => {
      expect(() => createRangeWindow(options)).toThrow(RangeError)
    },
  )
})
