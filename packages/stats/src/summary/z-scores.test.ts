import fc from 'fast-check'
import { expect, test } from 'vitest'
import { columns, samplesOf } from '../testing/columns.ts'
import { mad, p50 } from './summary.ts'
import { newValueScore, robustZScores, zScores } from './z-scores.ts'

const { NaN: nothing, POSITIVE_INFINITY: infinity } = Number

test('z-scores have mean 0 and deviation 1, and keep the order and the gaps of their samples', () => {
  fc.assert(
    fc.property(columns, (wide) => {
      const values = wide.map(Math.round)
      const { scores, samples, scale } = zScores(values)
      expect(scores.length).toBe(values.length)
      const judged = samplesOf(scores)
      if (samples < 2) {
        expect([judged, scale]).toEqual([[], nothing])
        return
      }
      expect(judged.length).toBe(samples)
      expect(judged.reduce((sum, score) => sum + score, 0) / samples).toBeCloseTo(0, 5)
      if (scale > 0) expect(judged.reduce((sum, score) => sum + score ** 2, 0) / samples).toBeCloseTo(1, 5)
      expect([...scores].map(Number.isNaN)).toEqual([...values].map(Number.isNaN))
    }),
    { numRuns: 20 },
  )
})

test('robust z-scores without a floor are distances from the median in units of 1.4826 MAD', () => {
  fc.assert(
    fc.property(columns, (values) => {
      const scale = 1.4826 * mad(values)
      if (samplesOf(values).length < 2 || scale === 0) return
      const { scores } = robustZScores(values, { floor: false })
      expect([...scores]).toEqual([...values].map((value) => (value - p50(values)) / scale))
    }),
    { numRuns: 20 },
  )
})

test('with its floor the score of an outlier stays sensible where more than half of the samples are equal', () => {
  const values = Float64Array.from({ length: 100 }, (_, index) => (index % 10 === 0 ? 101 : 100))
  values[50] = 110
  expect(robustZScores(values).scores[50]).toBe(10)
  expect(robustZScores(values, { floor: false }).scores[50]).toBe(newValueScore)
})

test('what differs where nothing ever did is a new value, and no infinity', () => {
  const values = Float64Array.of(...new Array(99).fill(0), -3)
  const { scores, newValues, scale } = robustZScores(values)
  expect([scale, newValues, scores[0], scores[99]]).toEqual([0, 1, 0, -newValueScore])
})

test('equal samples score 0', () => {
  expect([...zScores(Float64Array.of(3, 3, nothing, 3)).scores]).toEqual([0, 0, nothing, 0])
  expect([...robustZScores(Float64Array.of(0, 0, nothing, 0)).scores]).toEqual([0, 0, nothing, 0])
})

test('infinities are dropped and counted, and fewer than two samples are not judged', () => {
  for (const score of [zScores, robustZScores]) {
    const { scores, dropped, samples } = score(Float64Array.of(1, infinity, 3, nothing, -infinity))
    expect([dropped, samples, Number.isFinite(scores[0]), scores[1], scores[3]]).toEqual([2, 2, true, nothing, nothing])
    expect([...score(Float64Array.of(7)).scores]).toEqual([nothing])
    expect([...score(Float64Array.of()).scores]).toEqual([])
  }
})
