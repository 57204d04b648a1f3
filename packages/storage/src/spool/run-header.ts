import { verdictSchema } from '@ocp-perf/panel'
import { z } from 'zod'

const labelsText = z.string().startsWith('{')
const place = z.int().nonnegative()

const windowSchema = z.object({ start: z.number(), end: z.number(), step: z.number() })

const findingSchema = z.object({
  id: z.string(),
  title: z.string(),
  severity: verdictSchema,
  subjects: z.array(z.string()).readonly(),
  confidence: z.number(),
  onset: z.number().nullable(),
  evidence: z.unknown(),
})

export const reportSchema = z.object({ format: z.enum(['html', 'markdown', 'json']), text: z.string() })

/** What is read of a panel before it is kept as it is. */
const panelSchema = z.looseObject({
  cluster: z.string(),
  panel: z.string(),
  platform: z.string(),
  verdict: verdictSchema,
  headline: z.string(),
})

const runSummarySchema = z.object({
  id: z.string(),
  tool: z.string(),
  server: z.string(),
  cluster: z.string(),
  platform: z.string(),
  startedAt: z.number(),
  window: windowSchema.nullable(),
  recording: z.string().nullable(),
  verdict: verdictSchema.nullable(),
  headline: z.string(),
  score: z.number().nullable(),
})

/** The header of a run file: everything but the columns, which `series` names by their places. */
export const runHeaderSchema = z.object({
  version: z.literal(1),
  run: runSummarySchema.extend({
    panels: z.array(panelSchema).readonly(),
    findings: z.array(findingSchema).readonly(),
    report: reportSchema.nullable(),
  }),
  series: z.array(z.object({ metric: z.string(), labels: labelsText, times: place, values: place })),
  lengths: z.array(place),
})
export type RunHeader = z.infer<typeof runHeaderSchema>
