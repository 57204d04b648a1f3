import { z } from 'zod'
import { verdictSchema } from './verdict.ts'

/** One measurement that speaks for or against a finding. */
export const evidenceSchema = z.object({
  metric: z.string(),
  labels: z.record(z.string(), z.string()),
  value: z.number().nullable(),
  limit: z.number().nullable(),
  since: z.number().nullable(),
})
export type Evidence = z.infer<typeof evidenceSchema>

/** A statement about the cluster that never says more than its evidence. */
export const findingSchema = z.object({
  id: z.string(),
  severity: verdictSchema,
  /** The cluster, node, pod, member or device it is about. */
  subject: z.record(z.string(), z.string()),
  cause: z.string(),
  evidence: z.array(evidenceSchema),
  /** 0 to 1. */
  confidence: z.number(),
  recommendation: z.string(),
  source: z.string(),
})
export type Finding = z.infer<typeof findingSchema>
