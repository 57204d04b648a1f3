import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Delay,
  delayOf,
  eitherOf,
  inTurn,
  meanOf,
  partsOf,
  quickestOf,
  shareBeyond,
  times,
  withHiccup,
} from './delay.ts'

const arbitrary: fc.Arbitrary<Delay> = fc
  .record({
    median: fc.double({ min: 1e-4, max: 1, noNaN: true }),
    spread: fc.double({ min: 0.05, max: 1, noNaN: true }),
    share: fc.double({ min: 0, max: 0.5, noNaN: true }),
    longer: fc.double({ min: 1e-3, max: 5, noNaN: true }),
  })
  .map(({ median, spread, share, longer }) => withHiccup(delayOf(median, spread), share, longer, 0.4))

test('whatever is put together, the shares of its parts add up to one', () => {
  fc.assert(
    fc.property(fc.array(arbitrary, { minLength: 1, maxLength: 6 }), (delays) => {
      const made = [
        inTurn(...delays),
        quickestOf(delays),
        eitherOf(delays.map((delay) => ({ weight: 1 / delays.length, delay }))),
        times(inTurn(...delays), 2),
      ]
      for (const delay of made) {
        const parts = partsOf(delay)
        expect(parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6)
        for (const { share, median } of parts) {
          expect(share).toBeGreaterThanOrEqual(0)
          expect(median).toBeGreaterThan(0)
        }
      }
    }),
  )
})

test('means of what happens one after the other add up', () => {
  fc.assert(
    fc.property(arbitrary, arbitrary, (one, other) => {
      expect(meanOf(inTurn(one, other)) / (meanOf(one) + meanOf(other))).toBeGreaterThan(0.6)
      expect(meanOf(inTurn(one, other)) / (meanOf(one) + meanOf(other))).toBeLessThan(1.6)
    }),
  )
})

test('the quickest of several is no slower than one of them, and its hiccups cost what the next one takes', () => {
  const stalling = withHiccup(delayOf(0.001, 0.2), 0.1, 1, 0.2)
  const steady = delayOf(0.004, 0.2)
  const quickest = quickestOf([steady, stalling])
  expect(quickest.median).toBe(0.001)
  expect(shareBeyond(quickest, 0.1)).toBeLessThan(1e-6)
  expect(shareBeyond(stalling, 0.1)).toBeCloseTo(0.1, 3)
})

test('who is sent to a slow one by chance waits that often', () => {
  const both = eitherOf([
    { weight: 0.75, delay: delayOf(0.001, 0.2) },
    { weight: 0.25, delay: delayOf(0.2, 0.2) },
  ])
  expect(shareBeyond(both, 0.02)).toBeCloseTo(0.25, 3)
})

test('half of a delay without hiccups is beyond its median', () => {
  expect(shareBeyond(delayOf(0.02, 0.5), 0.02)).toBeCloseTo(0.5, 6)
})
