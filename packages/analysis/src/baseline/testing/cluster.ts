import { type Metric, metricSchema } from '@ocp-perf/metrics'
import type { Baseline, PanelResult, Window } from '@ocp-perf/panel'
import type { Frame, Series } from '@ocp-perf/promql'
import { compareWithPast } from '../compare-with-past.ts'

export const day = 86_400
/** 13:00 to 14:00 UTC on 2026-11-20, a point each half minute. */
export const window: Window = { start: 1_795_179_600, end: 1_795_183_200, step: 30 }

export const latency: Metric = metricSchema.parse({
  id: 'disk_latency',
  title: 'Disk latency',
  brief: 'How long a write takes.',
  unit: 'seconds',
  better: 'lower',
  by: ['member'],
  query: 'latency',
  noise: 0.001,
  bands: { watch: 0.01, degraded: 0.02, source: 'https://example.org/limits' },
})

export const member = { member: 'm2' }
/** 2 ms, a tenth more or less. */
export const calm = (_: number, index: number) => 0.002 + ((index % 5) - 2) * 0.0001

/** Points on a grid, both ends included. */
export function points(start: number, end: number, step: number, valueAt: (time: number, index: number) => number) {
  const times = Float64Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, index) => start + index * step)
  return { times, values: times.map(valueAt) }
}

export function frameOf(...series: readonly Series[]): Frame {
  return { series, warnings: [], partial: false }
}

/** One point after the other, of several stretches. */
export function concat(labels: Record<string, string>, ...parts: readonly ReturnType<typeof points>[]): Series {
  return {
    labels,
    times: Float64Array.from(parts.flatMap(({ times }) => [...times])),
    values: Float64Array.from(parts.flatMap(({ values }) => [...values])),
  }
}

/** The hours of the window, one more on each side, of so many days before it: the oldest first. */
export function sameHours(days: number, valueAt: (time: number, index: number) => number, step = 60) {
  return Array.from({ length: days }, (_, index) => {
    const shift = (days - index) * day
    return points(window.start - 3600 - shift, window.end + 3600 - shift, step, valueAt)
  })
}

/** A panel of one metric with a row for each series. */
export function panelOf(metric: Metric, frame: Frame): PanelResult {
  const { bands } = metric
  const figures = { last: null, mean: null, min: null, max: null, p95: null, over: null, since: null }
  return {
    cluster: 'lab',
    panel: 'test',
    window,
    platform: 'etcd',
    verdict: 'ok',
    headline: '',
    metrics: [
      {
        id: metric.id,
        title: metric.title,
        unit: metric.unit,
        verdict: 'ok',
        headline: '',
        ...(bands === undefined ? {} : { bands }),
        rows: frame.series.map(({ labels }) => ({ labels, verdict: 'ok', ...figures })),
        omitted: 0,
        uri: 'metric://lab/test',
      },
    ],
    findings: [],
    notes: [],
  }
}

/** The present series of one metric beside its past ones. */
export function compare(
  now: readonly Series[],
  past: readonly Series[],
  metric: Metric = latency,
  hours?: number,
): Baseline {
  const frame = frameOf(...now)
  return compareWithPast({
    panel: panelOf(metric, frame),
    frames: new Map([[metric.id, frame]]),
    past: new Map([[metric.id, frameOf(...past)]]),
    metrics: [metric],
    hours,
  })
}

/** A series that fills the window. */
export function nowAt(
  valueAt: (time: number, index: number) => number,
  labels: Record<string, string> = member,
): Series {
  return concat(labels, points(window.start, window.end, window.step, valueAt))
}

/** The metric without limits, and with these changes. */
export const variant = (changes: Partial<Metric>) => metricSchema.parse({ ...latency, bands: undefined, ...changes })
