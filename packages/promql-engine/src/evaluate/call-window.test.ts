import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FunctionSpec, SampleWindow } from '../functions/function-spec.ts'
import type { MatrixSelector } from '../syntax/ast.ts'
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
import { callWindow } from './call-window.ts'
import { selectRanges } from './select-ranges.ts'
import type { ScalarValue, VectorValue } from './value.ts'

interface Seen {
  time: number
  start: number
  end: number
  samples: [number, number][]
  scalars: number[]
}

type Apply = (window: SampleWindow, scalars: readonly number[]) => number | undefined

function spec(apply: Apply, keepsName = false) {
  const implementation = { kind: 'window', apply } as const
  return { name: 'f', args: ['matrix'], returns: 'vector', keepsName, implementation } satisfies FunctionSpec
}

function ranges(range: number, shift = {}): MatrixSelector {
  return { kind: 'matrix-selector', selector: selector(shift), range, from: 2, to: 3 }
}

function copyOf({ times, values, from, to, start, end, time }: SampleWindow, scalars: readonly number[]): Seen {
  const samples = Array.from(times.slice(from, to), (at, index): [number, number] => [at, values[from + index] ?? 0])
  return { time, start, end, samples, scalars: [...scalars] }
}

test('every window holds the samples that a step by itself would find', () => {
  fc.assert(
    fc.property(
      samplesArbitrary,
      gridArbitrary,
      shiftArbitrary,
      fc.boolean(),
      fc.constantFrom(1_000, 5_000, 30_000, 120_000),
      (samples, grid, shift, leftClosed, range) => {
        const node = ranges(range, shift)
        const evaluation = evaluationOf(grid, new Map([[node.selector, [stored({ a: 'b' }, samples)]]]), { leftClosed })
        const seen: Seen[] = []
        const scalar: ScalarValue = {
          type: 'scalar',
          values: Float64Array.from({ length: grid.count }, (_, i) => i % 3),
        }
        const { implementation, ...rest } = spec((window, scalars) => {
          seen.push(copyOf(window, scalars))
          return undefined
        })
        const matrix = runAtOnce(selectRanges(node, evaluation))
        runAtOnce(
          callWindow({ ...rest, implementation }, implementation.apply, [scalar, matrix], [node, node], evaluation),
        )
        const expected = Array.from({ length: grid.count }, (_, step): Seen => {
          const end = plainTime(shift, grid, step)
          const start = end - range
          const inside = ([time, value]: Sample) =>
            value !== 'stale' && time <= end && (leftClosed ? time >= start : time > start)
          const held = samples.filter(inside).map(([time, value]): [number, number] => [time, Number(value)])
          return { time: grid.start + step * grid.step, start, end, samples: held, scalars: [step % 3] }
        })
        expect(seen).toEqual(expected.filter((window) => window.samples.length > 0))
      },
    ),
    { numRuns: 50 },
  )
})

function call(series: ReturnType<typeof stored>[], apply: Apply, keepsName = false): VectorValue {
  const node = ranges(100)
  const evaluation = evaluationOf({ start: 0, step: 100, count: 2 }, new Map([[node.selector, series]]))
  const matrix = runAtOnce(selectRanges(node, evaluation))
  return runAtOnce(callWindow(spec(apply, keepsName), apply, [matrix], [node], evaluation))
}

test('the name goes unless the function keeps it', () => {
  const series = [stored({ __name__: 'm', a: '1' }, [[0, 5]])]
  const last: Apply = ({ values, to }) => values[to - 1]
  expect(call(series, last).series[0]?.labels).toEqual({ a: '1' })
  expect(call(series, last, true).series[0]?.labels).toEqual({ __name__: 'm', a: '1' })
})

test('series that follow each other become one when their names are gone; at the same step they are an error', () => {
  const before = stored({ __name__: 'old', a: '1' }, [[0, 5]])
  const after = stored({ __name__: 'new', a: '1' }, [[100, 6]])
  const last: Apply = ({ values, to }) => values[to - 1]
  expect(call([before, after], last).series).toEqual([
    { labels: { a: '1' }, values: Float64Array.of(5, 6), present: Uint8Array.of(1, 1) },
  ])
  expect(() => call([before, { ...after, times: before.times }], last)).toThrow(
    'vector cannot contain metrics with the same labelset',
  )
})

test('a function that answers nothing leaves no point', () => {
  const series = [
    stored({ a: '1' }, [
      [0, 5],
      [100, 6],
    ]),
  ]
  const {
    series: [result],
  } = call(series, ({ values, to }) => (values[to - 1] === 5 ? undefined : Number.NaN))
  expect(result?.present).toEqual(Uint8Array.of(0, 1))
})

test('samples are looked at where they are stored, without a copy', () => {
  const series = stored({ a: '1' }, [
    [-50, 1],
    [0, 2],
    [50, 3],
  ])
  const node = ranges(1_000)
  const evaluation = evaluationOf({ start: 50, step: 1, count: 1 }, new Map([[node.selector, [series]]]))
  const [seen] = runAtOnce(selectRanges(node, evaluation)).series
  expect(seen?.values.buffer).toBe(series.values.buffer)
})
