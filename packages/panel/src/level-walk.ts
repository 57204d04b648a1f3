import { z } from 'zod'
import { causeSchema, unseenSchema } from './diagnosis.ts'
import { windowSchema } from './panel.ts'
import { verdictSchema } from './verdict.ts'

/** A cause at its level; the whole of it is in the diagnosis of its domain. */
const levelCauseSchema = causeSchema
  .pick({ id: true, severity: true, scope: true, summary: true, confidence: true, onset: true, ongoing: true })
  .extend({
    /** The domain whose diagnosis names it. */
    domain: z.string(),
    /** Whether it began before the symptom; null where there is none to compare with. */
    precedes: z.boolean().nullable(),
    /** The cause of another domain that explains it. */
    follows: z.object({ domain: z.string(), cause: z.string() }).nullable(),
  })
export type LevelCause = z.infer<typeof levelCauseSchema>

/** One level of a cluster: what is wrong there. */
export const levelStandingSchema = z.object({
  id: z.string(),
  title: z.string(),
  verdict: verdictSchema,
  /** False where the cluster has nothing of the kind: nothing is missed there, and the walk's verdict does not rest on it. */
  part_of_cluster: z.boolean(),
  /** One sentence. */
  says: z.string(),
  /** The likeliest first. */
  causes: z.array(levelCauseSchema),
})
export type LevelStanding = z.infer<typeof levelStandingSchema>

/** The levels of a cluster in the order in which each rests on those before it, and the first that explains the symptom. */
export const levelWalkSchema = z.object({
  cluster: z.string(),
  window: windowSchema,
  verdict: verdictSchema,
  headline: z.string(),
  /** What is to be explained; null where nothing was named and nothing suffered that was measured. */
  symptom: z
    .object({
      says: z.string(),
      /** Unix seconds; null where it already was so at the window's start. */
      since: z.number().nullable(),
      /** Whether the caller named it rather than a measurement. */
      given: z.boolean(),
    })
    .nullable(),
  levels: z.array(levelStandingSchema),
  /** The level where the walk stopped; null where no cause at any level comes before the symptom. */
  stopped_at: z.string().nullable(),
  /** The causes of that level as a whole, the likeliest first. */
  causes: z.array(causeSchema),
  unseen: z.array(unseenSchema),
  notes: z.array(z.string()),
})
export type LevelWalk = z.infer<typeof levelWalkSchema>
