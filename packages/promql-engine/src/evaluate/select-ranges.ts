import type { StoredSeries } from '../samples/sample-store.ts'
import { firstStale } from '../samples/stale.ts'
import { firstIndexFrom } from '../samples/time-columns.ts'
import type { MatrixSelector } from '../syntax/ast.ts'
import type { Evaluation } from './evaluation.ts'
import { type Parts, seriesPerPart } from './parts.ts'
import { shiftedTimes } from './times.ts'
import type { MatrixValue, RangeSeries } from './value.ts'

/** A range selector: the samples that any of its windows can hold, as views into the store where no marker is among them. */
export function* selectRanges(node: MatrixSelector, evaluation: Evaluation): Parts<MatrixValue> {
  const { grid, queryGrid, leftClosed, samples } = evaluation
  const ends = shiftedTimes(node.selector, grid, queryGrid)
  const first = (ends[0] ?? Number.NaN) - node.range
  const last = ends.at(-1) ?? Number.NaN
  const series: RangeSeries[] = []
  let seen = 0
  for (const stored of samples.get(node.selector) ?? []) {
    const from = firstIndexFrom(stored.times, first, !leftClosed)
    const to = firstIndexFrom(stored.times, last, true)
    const part = from < to ? cut(stored, from, to) : undefined
    if (part !== undefined && part.times.length > 0) series.push(part)
    seen += 1
    if (seen % seriesPerPart === 0) yield
  }
  return { type: 'matrix', series, range: node.range, ends, leftClosed }
}

function cut({ labels, times, values }: StoredSeries, from: number, to: number): RangeSeries {
  const marker = firstStale(values, from, to)
  if (marker === -1) {
    if (from === 0 && to === times.length) return { labels, times, values }
    return { labels, times: times.subarray(from, to), values: values.subarray(from, to) }
  }
  const kept = { times: new Float64Array(to - from - 1), values: new Float64Array(to - from - 1) }
  let count = 0
  let stale = marker
  for (let index = from; index < to; index++) {
    if (index === stale) {
      stale = firstStale(values, index + 1, to)
      continue
    }
    kept.times[count] = times[index] ?? Number.NaN
    kept.values[count] = values[index] ?? Number.NaN
    count += 1
  }
  return { labels, times: kept.times.subarray(0, count), values: kept.values.subarray(0, count) }
}
