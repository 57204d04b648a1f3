import { type Frame, labelsKey, type Target } from '@ocp-perf/promql'
import type { StoredSeries } from '../samples/sample-store.ts'

/** Prometheus writes this series for every target it scrapes. */
export const targetsQuery = 'up'

/** Long enough for a few scrapes of the slowest usual interval. */
export const spacingWindowMs = 15 * 60_000

const sampledIntervals = 20

/** Targets from `up` at one moment. Neither their addresses nor why one is down is in any series. */
export function targetsOf(up: Frame, recent: readonly StoredSeries[]): readonly Target[] {
  const spacing = new Map(recent.map(({ labels, times }) => [labelsKey(labels), times]))
  return up.series.map(({ labels, values }): Target => {
    const { __name__: _, ...own } = labels
    return {
      labels: own,
      health: healthOf(values.at(-1)),
      lastError: '',
      scrapeUrl: '',
      scrapeIntervalSeconds: intervalOf(spacing.get(labelsKey(labels))),
    }
  })
}

function healthOf(up: number | undefined): string {
  if (up === undefined || Number.isNaN(up)) return 'unknown'
  return up === 0 ? 'down' : 'up'
}

/** The usual distance of the latest samples, to a tenth of a second: missed scrapes and late ones are few. */
function intervalOf(times: Float64Array | undefined): number | null {
  if (times === undefined || times.length < 2) return null
  const latest = times.subarray(-(sampledIntervals + 1))
  const distances = latest.subarray(1).map((time, index) => time - (latest[index] ?? time))
  const middle = distances.sort()[distances.length >> 1] ?? 0
  return Math.round(middle / 100) / 10 || middle / 1000
}
