import type { Frame, Labels, Series } from '@ocp-perf/promql'
import type { EngineAnswer } from '../engine.ts'
import { orderByLabels } from '../samples/order-labels.ts'
import { firstIndexFrom } from '../samples/time-columns.ts'
import { compress } from './subquery.ts'
import { stepTimes } from './times.ts'
import type { Grid, MatrixValue, ScalarValue, Value, VectorSeries, VectorValue } from './value.ts'

export interface AnswerOptions {
  grid: Grid
  range: boolean
  warnings: readonly string[]
}

/** A value as the HTTP API gives it: times in seconds, series without points left out, label order for what is a matrix. */
export function toAnswer(value: Value, { grid, range, warnings }: AnswerOptions): EngineAnswer {
  const frame = (series: readonly Series[]): Frame => ({ series, warnings, partial: false })
  switch (value.type) {
    case 'string':
      return { type: 'string', text: value.text, frame: frame([]) }
    case 'matrix':
      return { type: 'matrix', frame: frame(inOrder(samplesInWindow(value))) }
    case 'scalar':
      return { type: range ? 'matrix' : 'scalar', frame: frame(pointsOf(asVector(value), grid)) }
    case 'vector':
      return range
        ? { type: 'matrix', frame: frame(inOrder(pointsOf(value, grid))) }
        : { type: 'vector', frame: frame(pointsOf(value, grid)) }
  }
}

const noLabels: Labels = {}

function asVector({ values }: ScalarValue): VectorValue {
  const series: VectorSeries = { labels: noLabels, values, present: new Uint8Array(values.length).fill(1) }
  return { type: 'vector', series: [series] }
}

function pointsOf({ series }: VectorValue, grid: Grid): Series[] {
  const seconds = stepTimes(grid).map((time) => time / 1000)
  return series.flatMap(({ labels, values, present }) => {
    if (!present.includes(0)) return { labels, times: seconds, values }
    const kept = compress(seconds, values, present)
    return kept.times.length === 0 ? [] : { labels, ...kept }
  })
}

/** The samples in the one window of an instant query, copied: the store's own columns are not handed out. */
function samplesInWindow({ series, range, ends, leftClosed }: MatrixValue): Series[] {
  const end = ends[0] ?? Number.NaN
  return series.flatMap(({ labels, times, values }) => {
    const from = firstIndexFrom(times, end - range, !leftClosed)
    const to = firstIndexFrom(times, end, true)
    if (from >= to) return []
    return { labels, times: times.slice(from, to).map((time) => time / 1000), values: values.slice(from, to) }
  })
}

function inOrder(series: readonly Series[]): Series[] {
  return orderByLabels(series.map(({ labels }) => labels)).flatMap((place) => series[place] ?? [])
}
