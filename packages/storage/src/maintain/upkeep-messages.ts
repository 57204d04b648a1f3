import { errorCodes } from '@ocp-perf/errors'
import { z } from 'zod'

const days = z.number().optional()

/** What the process of an upkeep is told to do, once in its life. */
export const upkeepSchema = z.object({
  path: z.string(),
  metrics: z.array(z.object({ id: z.string(), title: z.string(), unit: z.string(), brief: z.string() })),
  /** What is kept, where it is time to delete the rest. */
  policy: z.object({ samplesDays: days, runsDays: days }).optional(),
  /** Unix seconds. */
  now: z.number(),
})
export type Upkeep = z.infer<typeof upkeepSchema>

export const upkeepAnswerSchema = z.discriminatedUnion('event', [
  z.object({ event: z.literal('done'), warnings: z.array(z.string()) }),
  z.object({ event: z.literal('refused'), code: z.enum(errorCodes), message: z.string(), hint: z.string().optional() }),
  z.object({ event: z.literal('failed'), message: z.string() }),
])
export type UpkeepAnswer = z.infer<typeof upkeepAnswerSchema>
