import type { Servers } from '@ocp-perf/agents'
import { drawnLines, isOutside, readPoints } from '@ocp-perf/agents/charts'
import { type ChartPoints, chartPointsSchema } from '@ocp-perf/agents/contract'
import { AppError } from '@ocp-perf/errors'
import type { Log } from '@ocp-perf/http'
import { metricUri } from '@ocp-perf/metrics'
import type { Window } from '@ocp-perf/panel'
import { z } from 'zod'
import { type Operation, operation } from './operation.ts'

export interface PointsOptions {
  servers: Servers
  log: Log
}

// A page draws no more charts of a glance; each of them is a query.
const mostMetrics = 12
const mostPoints = 2000

const seconds = z
  .string()
  .regex(/^\d{1,12}(\.\d+)?$/, 'unix seconds')
  .transform(Number)

const query = z.strictObject({
  cluster: z.string().min(1).max(100),
  metrics: z
    .string()
    .max(2000)
    .transform((names) => [...new Set(names.split(',').filter((name) => name !== ''))])
    .refine((names) => names.length > 0 && names.length <= mostMetrics, `1 to ${mostMetrics} metrics`),
  start: seconds,
  end: seconds,
  step: seconds.refine((step) => step > 0, 'seconds above 0'),
})

/** The lines of a few metrics over a window: what a chart that is drawn already needs to go on, or to be compared. */
export function pointsOperation({ servers, log }: PointsOptions): Operation {
  return operation({
    method: 'get',
    path: '/api/points',
    summary: 'A few metrics over a window, as charts draw them.',
    query,
    reply: chartPointsSchema,
    run: async ({ query: { cluster, metrics, ...window }, signal }) => {
      checkWindow(window)
      const read = await Promise.allSettled(
        metrics.map(async (metric): Promise<ChartPoints> => {
          const points = await readPoints(servers, metricUri(cluster, metric, window), undefined, signal)
          return { metric, cluster: points.cluster, unit: points.unit, ...drawnLines(points) }
        }),
      )
      const failures = read.flatMap((each): unknown[] => (each.status === 'rejected' ? [each.reason] : []))
      const bug = failures.find((reason) => !isOutside(reason))
      if (bug !== undefined) throw bug
      // One metric that cannot be read leaves the others; where there is none, the reader is told why.
      if (failures.length === metrics.length) throw unreadable(failures[0])
      for (const reason of failures) log.warn({ err: reason }, 'A metric is left out')
      return { metrics: read.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : [])) }
    },
  })
}

function unreadable(reason: unknown): unknown {
  if (!(reason instanceof AppError) || reason.hint !== undefined) return reason
  return new AppError(reason.code, reason.message, {
    hint: 'GET /api/overview draws metrics that there are; GET /api/mcp/health says which servers answer.',
    cause: reason,
  })
}

function checkWindow({ start, end, step }: Window): void {
  if (start < end && (end - start) / step <= mostPoints) return
  throw new AppError('invalid_input', `From ${start} to ${end} by ${step} s is no window that can be drawn.`, {
    hint: `Give start before end, and a step that makes at most ${mostPoints} points.`,
  })
}
