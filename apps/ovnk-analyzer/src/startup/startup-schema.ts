import { verdictSchema, windowSchema } from '@ocp-perf/panel'
import { z } from 'zod'

const stageTimeSchema = z.object({
  id: z.string(),
  title: z.string(),
  /** Who does the work of this stage. */
  by: z.string(),
  /** Seconds that the slowest 1% take, less the stages within it; null where it was not measured. */
  seconds: z.number().nullable(),
})
export type StageTime = z.infer<typeof stageTimeSchema>

const nodeStartupSchema = z.object({
  node: z.string(),
  /** Seconds until the slowest 1% of pods run, images included; null where it was not measured. */
  total: z.number().nullable(),
  stages: z.array(stageTimeSchema),
  /** The stage that takes the most time. */
  slowest: z.string().nullable(),
})
export type NodeStartup = z.infer<typeof nodeStartupSchema>

/** Where the time of pod starts goes, the slowest node first. */
export const startupSchema = z.object({
  cluster: z.string(),
  window: windowSchema,
  verdict: verdictSchema,
  headline: z.string(),
  nodes: z.array(nodeStartupSchema),
  /** Nodes beyond those told, none of them slower. */
  omitted: z.number(),
  /** What could not be measured, and why. */
  missing: z.array(z.object({ what: z.string(), why: z.string() })),
  notes: z.array(z.string()),
})
export type Startup = z.infer<typeof startupSchema>
