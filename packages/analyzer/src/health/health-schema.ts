import { verdictSchema } from '@ocp-perf/panel'
import { z } from 'zod'

const clusterHealthSchema = z.object({
  name: z.string(),
  verdict: verdictSchema,
  headline: z.string(),
  prometheus: z.object({
    reachable: z.boolean(),
    found_by: z.string().nullable(),
    version: z.string().nullable(),
    /** What a question of no weight took, there and back. */
    latency_seconds: z.number().nullable(),
    series: z.number().nullable(),
  }),
  /** Set where the samples are a recording, whose end counts as now: what it was read from and its span in unix seconds. */
  recording: z.object({ name: z.string(), start: z.number(), end: z.number() }).nullable(),
  /** The platform profile; null when none fits. */
  platform: z.string().nullable(),
  /** What the profile looks for, and whether its targets answer. */
  targets: z.record(z.string(), z.enum(['up', 'down', 'none'])),
  /** Selectors of which not all targets answer now: selector → share that answers. */
  target_shares: z.record(z.string(), z.number()),
  /** Seconds since the newest sample of any job, at the end of a recording. */
  newest_sample_seconds: z.number().nullable(),
  /** Jobs whose targets do not all answer, worst first: job → share that answers. */
  failing_jobs: z.record(z.string(), z.number()),
  error: z.object({ code: z.string(), message: z.string(), hint: z.string().optional() }).optional(),
  notes: z.array(z.string()),
})
export type ClusterHealth = z.infer<typeof clusterHealthSchema>

/** Whether runs are recorded; `failing` is told with what stands in the way. */
const historyHealthSchema = z.object({
  state: z.enum(['off', 'ready', 'failing']),
  path: z.string().nullable(),
  reason: z.string().nullable(),
  hint: z.string().nullable(),
  warnings: z.array(z.string()),
})
export type HistoryHealth = z.infer<typeof historyHealthSchema>

/** The health of this server and of what it depends on. */
export const serverHealthSchema = z.object({
  verdict: verdictSchema,
  headline: z.string(),
  server: z.object({ name: z.string(), version: z.string(), uptime_seconds: z.number() }),
  history: historyHealthSchema,
  clusters: z.array(clusterHealthSchema),
})
export type ServerHealth = z.infer<typeof serverHealthSchema>
