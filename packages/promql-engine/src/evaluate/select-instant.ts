import type { StoredSeries } from '../samples/sample-store.ts'
import { isStale } from '../samples/stale.ts'
import { firstIndexFrom } from '../samples/time-columns.ts'
import type { VectorSelector } from '../syntax/ast.ts'
import type { Evaluation } from './evaluation.ts'
import { type Parts, seriesPerPart } from './parts.ts'
import { shiftedTimes } from './times.ts'
import type { VectorSeries, VectorValue } from './value.ts'

/**
 * An instant selector at every step: the last sample before it, unless that is too old or a staleness marker. With
 * `withTimes` each point also tells when its sample was taken.
 */
export function* selectInstant(node: VectorSelector, evaluation: Evaluation, withTimes: boolean): Parts<VectorValue> {
  const stored = evaluation.samples.get(node) ?? []
  const steps = shiftedTimes(node, evaluation.grid, evaluation.queryGrid)
  const reserved = stored.length * steps.length
  evaluation.spend(reserved)
  const series: VectorSeries[] = []
  for (const [index, one] of stored.entries()) {
    const read = readInstant(one, steps, evaluation, withTimes)
    if (read !== undefined) series.push(read)
    if (index % seriesPerPart === seriesPerPart - 1) yield
  }
  evaluation.spend(-reserved)
  return { type: 'vector', series }
}

function readInstant(
  { labels, times, values }: StoredSeries,
  steps: Float64Array,
  { lookbackMs, leftClosed }: Evaluation,
  withTimes: boolean,
): VectorSeries | undefined {
  const count = steps.length
  const samples = times.length
  let point: VectorSeries | undefined
  let sampleTimes: Float64Array | undefined
  let next = firstIndexFrom(times, steps[0] ?? Number.NaN, true)
  for (let step = 0; step < count; step++) {
    const now = steps[step] ?? Number.NaN
    while (next < samples && (times[next] ?? Number.NaN) <= now) next++
    if (next === 0) continue
    const age = now - (times[next - 1] ?? Number.NaN)
    // A sample of this very moment counts whatever the lookback.
    if (age > lookbackMs || (age === lookbackMs && age > 0 && !leftClosed)) continue
    const value = values[next - 1] ?? Number.NaN
    if (Number.isNaN(value) && isStale(values, next - 1)) continue
    if (point === undefined) {
      point = { labels, values: new Float64Array(count), present: new Uint8Array(count) }
      if (withTimes) point.times = sampleTimes = new Float64Array(count)
    }
    point.values[step] = value
    point.present[step] = 1
    if (sampleTimes !== undefined) sampleTimes[step] = times[next - 1] ?? Number.NaN
  }
  return point
}
