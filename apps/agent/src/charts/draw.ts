import type { Servers } from '@ocp-perf/agents'
import type { Chart } from '@ocp-perf/agents/contract'
import { isAbort } from '@ocp-perf/errors'
import type { Log } from '@ocp-perf/http'
import { pooled } from '../pooled.ts'
import { lineNames } from './line-names.ts'
import { readPoints } from './points.ts'
import { createThresholds, limitOf } from './thresholds.ts'
import type { Wish } from './wishes.ts'

/** Draws what is wished for from a server's points; what cannot be read is left out, since a chart only shows what the text says. */
export type DrawCharts = (wishes: readonly Wish[], server: string, signal: AbortSignal) => Promise<Chart[]>

/** Lines beyond these cannot be told apart. */
export const mostLines = 12
const readAtOnce = 4

export function createDrawCharts(servers: Servers, log: Log): DrawCharts {
  const thresholdsOf = createThresholds(servers)
  return async (wishes, server, signal) => {
    if (wishes.length === 0) return []
    const thresholds = thresholdsOf(server)
    const charts = await pooled(wishes, readAtOnce, async ({ metric, title, uri, level, onset }) => {
      try {
        const [{ cluster, unit, series, omitted }, limits] = await Promise.all([
          readPoints(servers, uri, server, signal),
          thresholds,
        ])
        if (series.length === 0) return []
        const lines = series.slice(0, mostLines)
        const names = lineNames(lines.map(({ labels }) => labels))
        const chart: Chart = {
          metric,
          title,
          unit,
          cluster,
          series: lines.map(({ points }, index) => ({ name: names[index] ?? '', points })),
          limit: limitOf(limits.get(metric), level),
          onset,
          omitted: omitted + series.length - lines.length,
        }
        return [chart]
      } catch (error) {
        if (isAbort(error) && signal.aborted) throw error
        log.warn({ err: error, metric, server }, 'A chart is left out')
        return []
      }
    })
    return charts.flat()
  }
}
