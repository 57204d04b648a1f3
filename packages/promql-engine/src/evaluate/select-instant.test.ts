import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  evaluationOf,
  gridArbitrary,
  plainTime,
  runAtOnce,
  type Sample,
  samplesArbitrary,
  selector,
  shiftArbitrary,
  stored,
} from '../testing/evaluation.ts'
import { selectInstant } from './select-instant.ts'
import type { Grid } from './value.ts'

const labels = { __name__: 'm' }

function read(samples: readonly Sample[], grid: Grid, settings: { leftClosed?: boolean; lookbackMs?: number } = {}) {
  const node = selector()
  const evaluation = evaluationOf(grid, new Map([[node, [stored(labels, samples)]]]), settings)
  const [series] = runAtOnce(selectInstant(node, evaluation, true)).series
  return Array.from({ length: grid.count }, (_, step) =>
    series?.present[step] === 1 ? series.values[step] : undefined,
  )
}

const at = (start: number): Grid => ({ start, step: 1, count: 1 })

test('the last sample is seen for less than the lookback', () => {
  expect(read([[0, 7]], at(0))).toEqual([7])
  expect(read([[0, 7]], at(299_999))).toEqual([7])
  expect(read([[0, 7]], at(300_000))).toEqual([undefined])
})

test('with v2 semantics it is seen for the whole lookback', () => {
  expect(read([[0, 7]], at(300_000), { leftClosed: true })).toEqual([7])
  expect(read([[0, 7]], at(300_001), { leftClosed: true })).toEqual([undefined])
})

test('a sample of the very moment is seen without any lookback', () => {
  expect(read([[0, 7]], at(0), { lookbackMs: 0 })).toEqual([7])
  expect(read([[0, 7]], at(1), { lookbackMs: 0 })).toEqual([undefined])
})

test('a staleness marker ends a series until its next sample', () => {
  const samples: Sample[] = [
    [0, 1],
    [10_000, 'stale'],
    [20_000, 2],
  ]
  expect(read(samples, { start: 0, step: 5_000, count: 6 })).toEqual([1, 1, undefined, undefined, 2, 2])
})

test('a NaN that was measured is a point', () => {
  expect(read([[0, Number.NaN]], at(0))).toEqual([Number.NaN])
})

test('a series without a point at any step is left out', () => {
  const node = selector()
  const evaluation = evaluationOf(at(0), new Map([[node, [stored(labels, [[1, 1]])]]]))
  expect(runAtOnce(selectInstant(node, evaluation, false)).series).toEqual([])
})

test('times are given only where they are asked for', () => {
  const node = selector()
  const evaluation = evaluationOf(at(4), new Map([[node, [stored(labels, [[1, 1]])]]]))
  expect(runAtOnce(selectInstant(node, evaluation, false)).series[0]?.times).toBeUndefined()
  expect(runAtOnce(selectInstant(node, evaluation, true)).series[0]?.times).toEqual(Float64Array.of(1))
})

test('what is held while selecting is counted before it is made, and let go after', () => {
  const node = selector()
  const spent: number[] = []
  const samples = new Map([[node, [stored(labels, [[1, 1]]), stored({ __name__: 'n' }, [])]]])
  const grid = { start: 0, step: 1, count: 5 }
  runAtOnce(selectInstant(node, evaluationOf(grid, samples, { spend: (count) => spent.push(count) }), false))
  expect(spent).toEqual([10, -10])
})

test('all steps at once give what each step gives by itself', () => {
  fc.assert(
    fc.property(
      samplesArbitrary,
      gridArbitrary,
      shiftArbitrary,
      fc.boolean(),
      fc.constantFrom(5_000, 12_000, 60_000, 300_000),
      (samples, grid, shift, leftClosed, lookbackMs) => {
        const node = selector(shift)
        const evaluation = evaluationOf(grid, new Map([[node, [stored(labels, samples)]]]), { leftClosed, lookbackMs })
        const [series] = runAtOnce(selectInstant(node, evaluation, true)).series
        for (let step = 0; step < grid.count; step++) {
          const now = plainTime(shift, grid, step)
          const sample = samples.findLast(([time]) => time <= now)
          const seen =
            sample !== undefined &&
            sample[1] !== 'stale' &&
            (leftClosed ? sample[0] >= now - lookbackMs : sample[0] > now - lookbackMs)
          expect(series?.present[step] ?? 0).toBe(seen ? 1 : 0)
          if (!seen) continue
          expect(series?.values[step]).toBe(sample[1])
          expect(series?.times?.[step]).toBe(sample[0])
        }
      },
    ),
    { numRuns: 50 },
  )
})
