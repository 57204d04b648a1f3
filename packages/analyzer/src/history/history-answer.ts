import { unitSchema, verdictSchema } from '@ocp-perf/panel'
import { z } from 'zod'

/** What history tells: runs, findings, the trend of a metric, the comparison of two windows. Times are unix seconds. */
export const historyAnswerSchema = z.object({
  /** Of the newest run; of the metric or cause that was asked about, its own; no_data where nothing is recorded of it. */
  verdict: verdictSchema,
  headline: z.string(),
  cluster: z.string(),
  window: z.object({ start: z.number(), end: z.number() }),
  /** Newest first. */
  runs: z.array(
    z.object({
      id: z.string(),
      tool: z.string(),
      started_at: z.number(),
      verdict: verdictSchema.nullable(),
      score: z.number().nullable(),
      headline: z.string(),
    }),
  ),
  /** Causes and findings, each time that they were at work, the latest first. */
  findings: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      severity: verdictSchema,
      subjects: z.array(z.string()),
      onset: z.number().nullable(),
      /** How many runs found it then, and when the newest of them started. */
      runs: z.number(),
      found_at: z.number(),
    }),
  ),
  trend: z
    .object({
      metric: z.string(),
      title: z.string(),
      unit: unitSchema,
      /** Seconds that a median is of. */
      every: z.number(),
      rows: z.array(
        z.object({
          labels: z.record(z.string(), z.string()),
          medians: z.array(z.object({ time: z.number(), median: z.number(), samples: z.number() })),
          /** Medians of the window and of the one that it is compared with. */
          now: z.number().nullable(),
          before: z.number().nullable(),
        }),
      ),
      omitted: z.number(),
    })
    .nullable(),
  notes: z.array(z.string()),
})
export type HistoryAnswer = z.infer<typeof historyAnswerSchema>
export type Trend = NonNullable<HistoryAnswer['trend']>
