import { last } from '@ocp-perf/stats'
import type { AskedSeries, SeriesSet } from '../ask/series-set.ts'
import type { SeriesSummary } from './schema.ts'
import { seriesNames } from './series-name.ts'
import { summarizeSeries } from './summarize-series.ts'

/** How many series are shown, and how many points in all, so that an answer stays small whatever was asked. */
export interface Shown {
  top: number
  points: number
}

/** The series with the highest latest values in figures, and how many others there are. */
export function showSeries(set: SeriesSet, { top, points }: Shown): { series: SeriesSummary[]; omitted: number } {
  const shown = byLatest(set.series).slice(0, top)
  const name = seriesNames(set.series.map(({ labels }) => labels))
  const each = shown.length === 0 ? 0 : Math.floor(points / shown.length)
  return {
    series: shown.map((one) => summarizeSeries(one, set.window, { name: name(one.labels), points: each })),
    omitted: set.series.length - shown.length,
  }
}

function byLatest(series: readonly AskedSeries[]): AskedSeries[] {
  const keyed = series.map((one) => ({ one, value: last(one.values) }))
  return keyed.sort((a, b) => order(b.value) - order(a.value)).map(({ one }) => one)
}

/** A series without a number comes last. */
function order(value: number): number {
  return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value
}
