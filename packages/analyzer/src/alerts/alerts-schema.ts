import { verdictSchema } from '@ocp-perf/panel'
import { z } from 'zod'

const alertSchema = z.object({
  name: z.string(),
  severity: z.string(),
  state: z.enum(['firing', 'pending']),
  /** Unix seconds; null where the source does not say. */
  since: z.number().nullable(),
  namespace: z.string().nullable(),
  /** The labels that tell one instance from another. */
  labels: z.record(z.string(), z.string()),
  summary: z.string().nullable(),
})
export type Alert = z.infer<typeof alertSchema>

/** What fires on a cluster, worst and oldest first. */
export const clusterAlertsSchema = z.object({
  cluster: z.string(),
  verdict: verdictSchema,
  headline: z.string(),
  source: z.enum(['alerts_api', 'series']),
  alerts: z.array(alertSchema),
  /** Left out by `top`, or because the answer would be too long. */
  omitted: z.number(),
  firing: z.number(),
  pending: z.number(),
  notes: z.array(z.string()),
})
export type ClusterAlerts = z.infer<typeof clusterAlertsSchema>
