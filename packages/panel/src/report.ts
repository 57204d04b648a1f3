import { z } from 'zod'
import { diagnosisSchema } from './diagnosis.ts'
import { panelResultSchema } from './panel.ts'
import { unitSchema } from './unit.ts'

/** One series beside its own past. */
export const baselineRowSchema = z.object({
  metric: z.string(),
  title: z.string(),
  unit: unitSchema,
  labels: z.record(z.string(), z.string()),
  /** Median over the window. */
  now: z.number(),
  /** Median and median absolute deviation of the past, and what they rest on. */
  usual: z.number().nullable(),
  spread: z.number().nullable(),
  samples: z.number(),
  days: z.number(),
  /** Share of the window during which it was over its mildest limit, 0 to 1; null without a limit. */
  share_over: z.number().nullable(),
  /** The same share of the past; null without a past as well. */
  usual_share_over: z.number().nullable(),
  /** When its level changed within what is known, as the first sample of the new level tells; unix seconds. */
  changed_at: z.number().nullable(),
  /** `different`: where neither more nor less is better. `thin`: too little history to say. */
  standing: z.enum(['usual', 'better', 'worse', 'different', 'thin']),
  says: z.string(),
})
export type BaselineRow = z.infer<typeof baselineRowSchema>

export const baselineSchema = z.object({
  /** What it was compared with, one sentence: which hours of which days, how many samples. */
  basis: z.string(),
  /** Worse, different, better, usual, thin; among each the furthest from usual first. */
  rows: z.array(baselineRowSchema),
})
export type Baseline = z.infer<typeof baselineSchema>

/** One subsystem of a report: what was measured of it. */
export const reportSectionSchema = z.object({ title: z.string(), brief: z.string(), panel: panelResultSchema })
export type ReportSection = z.infer<typeof reportSectionSchema>

/** What a model wrote about a report, in Markdown; no figure stands in it that the report does not hold. */
const narrativeSchema = z.object({ text: z.string(), model: z.string() })
export type Narrative = z.infer<typeof narrativeSchema>

/**
 * All that a report tells, before it is written in any format: the diagnosis with the measurements behind it. The points
 * for its charts travel beside it.
 */
export const reportSchema = diagnosisSchema.extend({
  title: z.string(),
  /** Unix seconds. */
  generated_at: z.number(),
  /** What it is read from where that is no live cluster. */
  recording: z.string().nullable(),
  /** Null where no model was asked, or where none wrote what holds. */
  narrative: narrativeSchema.nullable(),
  sections: z.array(reportSectionSchema),
  baseline: baselineSchema.nullable(),
  /** How it was made, one sentence each: steps, rates, limits, how confidence comes about. */
  method: z.array(z.string()),
  /** Every document that a limit or a recommendation of it comes from. */
  sources: z.array(z.string()),
})
export type Report = z.infer<typeof reportSchema>
