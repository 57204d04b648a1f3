import { AppError } from '@ocp-perf/errors'
import { type Labels, labelsKey } from '@ocp-perf/promql'
import { labelOf, metricName } from '../../samples/label-of.ts'
import type { VectorSeries } from '../value.ts'
import { withoutName } from './labels.ts'

/**
 * Takes the metric's name off every series and joins those that then have the same labels.
 *
 * @throws AppError `bad_query` where two of them have a point at the same step.
 */
export function dropNames(series: readonly VectorSeries[]): readonly VectorSeries[] {
  const nameless = series.map((one) => ({ ...one, labels: withoutName(one.labels) }))
  return oneName(series) ? nameless : mergeSameLabels(nameless)
}

/**
 * Makes one series of those that have the same labels: their points must be at different steps, as when a metric was
 * renamed. Untouched series are handed on as they are.
 *
 * @throws AppError `bad_query` where two of them have a point at the same step.
 */
export function mergeSameLabels(series: readonly VectorSeries[]): readonly VectorSeries[] {
  if (series.length < 2) return series
  const places = new Map<string, number>()
  const merged: VectorSeries[] = []
  const copied = new Set<number>()
  for (const one of series) {
    const key = labelsKey(one.labels)
    const place = places.get(key)
    const before = place === undefined ? undefined : merged[place]
    if (place === undefined || before === undefined) {
      places.set(key, merged.length)
      merged.push(one)
      continue
    }
    const into = copied.has(place) ? before : copyOf(before)
    addPoints(into, one)
    merged[place] = into
    copied.add(place)
  }
  return merged
}

function oneName(series: readonly VectorSeries[]): boolean {
  const name = nameOf(series[0]?.labels)
  return series.every(({ labels }) => nameOf(labels) === name)
}

function nameOf(labels: Labels | undefined): string {
  return labels === undefined ? '' : labelOf(labels, metricName)
}

function copyOf({ labels, values, present }: VectorSeries): VectorSeries {
  return { labels, values: values.slice(), present: present.slice() }
}

function addPoints(into: VectorSeries, from: VectorSeries): void {
  for (let step = 0; step < from.present.length; step++) {
    if (from.present[step] !== 1) continue
    if (into.present[step] === 1) {
      throw new AppError('bad_query', 'vector cannot contain metrics with the same labelset', {
        hint: 'Series that differ only in what the expression drops need a narrower selector or an aggregation.',
      })
    }
    into.present[step] = 1
    into.values[step] = from.values[step] ?? Number.NaN
  }
}
