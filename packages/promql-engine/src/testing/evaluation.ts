import type { Labels } from '@ocp-perf/promql'
import fc from 'fast-check'
import type { Evaluation } from '../evaluate/evaluation.ts'
import type { Parts } from '../evaluate/parts.ts'
import type { Grid } from '../evaluate/value.ts'
import type { StoredSeries } from '../samples/sample-store.ts'
import { markStale } from '../samples/stale.ts'
import type { VectorSelector } from '../syntax/ast.ts'

/** A series from time to value; `stale` is a staleness marker. */
export function stored(
  labels: Labels,
  samples: readonly (readonly [time: number, value: number | 'stale'])[],
): StoredSeries {
  const times = Float64Array.from(samples, ([time]) => time)
  const values = Float64Array.from(samples, ([, value]) => (value === 'stale' ? 0 : value))
  for (const [index, [, value]] of samples.entries()) if (value === 'stale') markStale(values, index)
  return { labels, times, values }
}

export function selector(shift: Partial<VectorSelector> = {}): VectorSelector {
  return { kind: 'vector-selector', name: 'm', matchers: [], offset: 0, at: undefined, from: 0, to: 1, ...shift }
}

export function evaluationOf(
  grid: Grid,
  samples: Evaluation['samples'],
  settings: Partial<Evaluation> = {},
): Evaluation {
  return {
    text: 'm',
    grid,
    queryGrid: grid,
    leftClosed: false,
    lookbackMs: 300_000,
    defaultStepMs: 60_000,
    samples,
    annotate: () => {},
    spend: () => {},
    ...settings,
  }
}

export type Sample = readonly [time: number, value: number | 'stale']

/** Samples on a coarse raster, so that window edges are often hit exactly. */
export const samplesArbitrary: fc.Arbitrary<Sample[]> = fc
  .uniqueArray(
    fc.tuple(
      fc.integer({ min: -20, max: 60 }).map((tick) => tick * 5_000),
      fc.oneof(
        { weight: 6, arbitrary: fc.integer({ min: 0, max: 9 }) },
        fc.constant('stale' as const),
        fc.constant(Number.NaN),
      ),
    ),
    { selector: ([time]) => time, maxLength: 40 },
  )
  .map((samples) => samples.sort(([a], [b]) => a - b))

export const gridArbitrary: fc.Arbitrary<Grid> = fc.record({
  start: fc.integer({ min: -10, max: 40 }).map((tick) => tick * 5_000),
  step: fc.constantFrom(1_000, 5_000, 15_000, 60_000),
  count: fc.integer({ min: 1, max: 12 }),
})

export const shiftArbitrary = fc.record({
  offset: fc.constantFrom(0, 0, 5_000, -10_000, 62_000),
  at: fc.option(
    fc.oneof(
      fc.integer({ min: -5, max: 50 }).map((tick) => ({ kind: 'time' as const, time: tick * 5_000 })),
      fc.constant({ kind: 'start' as const }),
      fc.constant({ kind: 'end' as const }),
    ),
    { nil: undefined },
  ),
})

/** The time that a shift looks at from one step, said as plainly as possible. */
export function plainTime(shift: Pick<VectorSelector, 'at' | 'offset'>, grid: Grid, step: number): number {
  const { at, offset } = shift
  const now = grid.start + step * grid.step
  const last = grid.start + (grid.count - 1) * grid.step
  const anchor = at === undefined ? now : at.kind === 'time' ? at.time : at.kind === 'start' ? grid.start : last
  return anchor - offset
}

/** Runs everything without a pause. */
export function runAtOnce<T>(parts: Parts<T>): T {
  let part = parts.next()
  while (part.done !== true) part = parts.next()
  return part.value
}
