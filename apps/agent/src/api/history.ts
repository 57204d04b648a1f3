import type { Servers } from '@ocp-perf/agents'
import { createThresholds } from '@ocp-perf/agents/charts'
import { historyMetricsSchema, historySeriesSchema } from '@ocp-perf/agents/contract'
import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'
import { readMetrics, readSeries } from '../history/read-series.ts'
import { type Operation, operation } from './operation.ts'

const usualSeconds = 7 * 86_400
const time = z
  .string()
  .regex(/^\d{1,12}(\.\d+)?$/, 'unix seconds')
  .transform(Number)

const seriesQuery = z.strictObject({
  cluster: z.string().min(1).max(100),
  metric: z.string().min(1).max(200),
  start: time.optional(),
  end: time.optional(),
})

/** What the servers have recorded, asked of them: no database is opened here. */
export function historyOperations({ servers, now }: { servers: Servers; now: () => number }): Operation[] {
  const thresholdsOf = createThresholds(servers)
  return [
    operation({
      method: 'get',
      path: '/api/history/metrics',
      summary: 'The metrics that are recorded.',
      reply: historyMetricsSchema,
      run: async ({ signal }) => ({ metrics: await readMetrics(servers, signal) }),
    }),
    operation({
      method: 'get',
      path: '/api/history/series',
      summary: 'The course of a recorded metric, the last week unless said otherwise, and what was found of it.',
      query: seriesQuery,
      reply: historySeriesSchema,
      run: async ({ query: { cluster, metric, end = now(), start = end - usualSeconds }, signal }) => {
        if (start >= end) {
          throw new AppError('invalid_input', 'The time to look at ends before it starts.', {
            hint: 'Give start before end, both in unix seconds.',
          })
        }
        const thresholds = await thresholdsOf(undefined)
        return readSeries(servers, { cluster, metric, start, end }, { thresholds, signal })
      },
    }),
  ]
}
