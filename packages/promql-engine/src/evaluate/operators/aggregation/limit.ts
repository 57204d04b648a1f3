import type { Labels } from '@ocp-perf/promql'
import type { VectorSeries } from '../../value.ts'
import { type Grouping, membersOf } from '../grouping.ts'
import { createSelection } from './selection.ts'
import { xxHash64 } from './xx-hash.ts'

/** Any k points of each group at each step: the first in the input's order. */
export function limitCount(series: readonly VectorSeries[], grouping: Grouping, counts: Float64Array): VectorSeries[] {
  const selection = createSelection(series, counts.length)
  const groups = membersOf(grouping)
  for (const [step, wanted] of counts.entries()) {
    for (const members of groups) {
      let left = wanted
      for (const member of members) {
        if (left < 1) break
        if (series[member]?.present[step] !== 1) continue
        selection.keep(member, step)
        left--
      }
    }
  }
  return selection.series()
}

/**
 * About that share of the series, always the same ones; a negative ratio means those that the positive one leaves out.
 * `ratios` lie between −1 and 1.
 */
export function limitRatio(series: readonly VectorSeries[], ratios: Float64Array): VectorSeries[] {
  const selection = createSelection(series, ratios.length)
  for (const [index, { labels, present }] of series.entries()) {
    const place = placeOf(labels)
    for (const [step, ratio] of ratios.entries()) {
      if (present[step] !== 1) continue
      if (ratio >= 0 ? place < ratio : place >= 1 + ratio) selection.keep(index, step)
    }
  }
  return selection.series()
}

const encoder = new TextEncoder()

/**
 * Where a label set lies between 0 and 1: its hash, over the bytes in which Prometheus' default build holds labels (each
 * text with its length before it).
 */
function placeOf(labels: Labels): number {
  const bytes: number[] = []
  for (const [name, value] of Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (value === '') continue
    for (const text of [name, value]) {
      const encoded = encoder.encode(text)
      if (encoded.length < 255) bytes.push(encoded.length)
      else bytes.push(255, encoded.length & 255, (encoded.length >> 8) & 255, (encoded.length >> 16) & 255)
      for (const byte of encoded) bytes.push(byte)
    }
  }
  return Number(xxHash64(Uint8Array.from(bytes))) / 2 ** 64
}
