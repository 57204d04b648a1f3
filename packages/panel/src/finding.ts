import { z } from 'zod'
import { unitSchema } from './unit.ts'
import { verdictSchema } from './verdict.ts'

/** What a value is held against: a published limit, its own calm time, the other members, or nothing but zero. */
export const comparisonSchema = z.enum(['limit', 'before', 'others', 'presence'])
export type Comparison = z.infer<typeof comparisonSchema>

/** One measurement that speaks for or against something. */
export const evidenceSchema = z.object({
  /** A metric of the catalog. */
  metric: z.string(),
  title: z.string(),
  unit: unitSchema,
  /** The row that it is about; empty for a metric of one row. */
  labels: z.record(z.string(), z.string()),
  /** The typical value while the trouble lasted, or the latest one where nothing is wrong. */
  value: z.number().nullable(),
  /** What the value is held against, in the metric's unit. */
  reference: z.number().nullable(),
  comparison: comparisonSchema,
  /** When it began, unix seconds. */
  since: z.number().nullable(),
  /** Share of the window's points for which it was so, 0 to 1. */
  share: z.number().nullable(),
  /** The whole as one sentence that stands alone. */
  says: z.string(),
})
export type Evidence = z.infer<typeof evidenceSchema>

/** Something that is not as it should be, whatever brought it about. It never says more than its evidence. */
export const findingSchema = z.object({
  /** The metric that shows it. */
  id: z.string(),
  title: z.string(),
  severity: verdictSchema,
  /** The member, node, pod, device … it is about. */
  subject: z.record(z.string(), z.string()),
  /** The id of the cause that explains it; null where none does. */
  cause: z.string().nullable(),
  evidence: z.array(evidenceSchema),
  /** The document that its limit comes from. */
  source: z.string(),
})
export type Finding = z.infer<typeof findingSchema>
