import { changeMethods, detectChangePoints } from '@ocp-perf/stats'
import type { AnnotatedSeries } from './draw-series.ts'
import { covering, f1 } from './score.ts'

/** How a method does on a set of annotated series, means over all of them. */
export interface MethodScore {
  method: string
  f1: number
  covering: number
  /** Changes found in a series. */
  changes: number
  milliseconds: number
  /** F1 by kind of series. */
  kinds: ReadonlyMap<string, number>
}

type Find = (values: Float64Array) => number[]

/** Seconds between samples, which none of the methods looks at. */
const step = 60

/** Every method with its defaults, and beside them `zero`, which finds nothing and is right wherever nothing is. */
export function judgeMethods(series: readonly AnnotatedSeries[]): MethodScore[] {
  const finders = new Map<string, Find>([
    ['zero', () => []],
    ...changeMethods.map((method): [string, Find] => [
      method,
      (values) => {
        const times = values.map((_, at) => at * step)
        return detectChangePoints({ times, values }, { method }).points.map(({ index }) => index)
      },
    ]),
  ])
  return [...finders].map(([method, find]) => judgeMethod(method, find, series))
}

function judgeMethod(method: string, find: Find, series: readonly AnnotatedSeries[]): MethodScore {
  const started = performance.now()
  const found = series.map(({ values }) => find(values))
  const milliseconds = performance.now() - started
  const scores = series.map(({ kind, annotations, values }, at) => ({
    kind,
    f1: f1(annotations, found[at] ?? []),
    covering: covering(annotations, found[at] ?? [], values.length),
  }))
  const kinds = [...new Set(scores.map(({ kind }) => kind))]
  return {
    method,
    f1: meanOf(scores.map((score) => score.f1)),
    covering: meanOf(scores.map((score) => score.covering)),
    changes: meanOf(found.map(({ length }) => length)),
    milliseconds,
    kinds: new Map(
      kinds.map((name) => [name, meanOf(scores.filter(({ kind }) => kind === name).map((score) => score.f1))]),
    ),
  }
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
