import { AppError } from '@ocp-perf/errors'
import type { Log } from '@ocp-perf/http'
import { z } from 'zod'
import type { Chart } from '../contract/index.ts'
import type { Servers } from '../servers.ts'
import { lineNames } from './line-names.ts'
import { type Points, readPoints } from './points.ts'
import { createThresholds, limitOf, type Thresholds } from './thresholds.ts'
import type { Wish } from './wishes.ts'

/** Draws what is wished for from a server's points; what cannot be read is left out, since a chart only shows what the text says. */
export type DrawCharts = (wishes: readonly Wish[], server: string, signal: AbortSignal) => Promise<Chart[]>

/** Lines beyond these cannot be told apart. */
export const mostLines = 12

export function createDrawCharts(servers: Servers, log?: Log): DrawCharts {
  const thresholdsOf = createThresholds(servers)
  return async (wishes, server, signal) => {
    const thresholds = wishes.length === 0 ? undefined : thresholdsOf(server)
    const drawn = wishes.map(async (wish) => {
      try {
        const [points, limits] = await Promise.all([readPoints(servers, wish.uri, server, signal), thresholds])
        return points.series.length === 0 ? [] : [chartOf(wish, points, limits)]
      } catch (error) {
        signal.throwIfAborted()
        if (!isOutside(error)) throw error
        log?.warn({ err: error, metric: wish.metric, server }, 'A chart is left out')
        return []
      }
    })
    return (await Promise.all(drawn)).flat()
  }
}

/** Whether a server failed, was too slow, or answered what cannot be read. */
export function isOutside(error: unknown): boolean {
  return (
    error instanceof AppError ||
    error instanceof z.ZodError ||
    (error instanceof Error && error.name === 'TimeoutError')
  )
}

function chartOf(wish: Wish, points: Points, limits: Thresholds | undefined): Chart {
  const { metric, title, onset } = wish
  const { cluster, unit } = points
  return {
    metric,
    title,
    unit,
    cluster,
    ...drawnLines(points, wish),
    limit: limitOf(limits?.get(metric), wish.limit),
    onset,
  }
}

/** The lines that are drawn of a metric: those that are wished for, then those that reach furthest. */
export function drawnLines(
  { series, omitted }: Points,
  { first, alone }: Pick<Wish, 'first' | 'alone'> = { first: [], alone: false },
): Pick<Chart, 'series' | 'omitted'> {
  const place = ({ labels }: Points['series'][number]) => {
    const at = first.findIndex((wanted) => Object.entries(wanted).every(([key, value]) => labels[key] === value))
    return at === -1 ? first.length : at
  }
  const wanted = alone ? series.filter((each) => place(each) < first.length) : series
  const sorted = [...wanted].sort((a, b) => place(a) - place(b) || peak(b) - peak(a))
  const lines = sorted.slice(0, mostLines)
  const names = lineNames(lines.map(({ labels }) => labels))
  return {
    series: lines.map(({ points }, index) => ({ name: names[index] ?? '', points })),
    omitted: omitted + wanted.length - lines.length,
  }
}

function peak({ points }: Points['series'][number]): number {
  return points.reduce((most, [, value]) => Math.max(most, value ?? Number.NEGATIVE_INFINITY), Number.NEGATIVE_INFINITY)
}
