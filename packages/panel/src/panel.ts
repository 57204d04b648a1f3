import { z } from 'zod'
import { findingSchema } from './finding.ts'
import { unitSchema } from './unit.ts'
import { verdictSchema } from './verdict.ts'

/** A figure that may be missing: no sample, or only NaN. */
const figure = z.number().nullable()

/** An absolute window, unix seconds; `step` is the distance between evaluated points. */
export const windowSchema = z.object({ start: z.number(), end: z.number(), step: z.number() })
export type Window = z.infer<typeof windowSchema>

/** The limits a metric is judged by. For `better: higher` a value below the limit is over it. */
export const bandsSchema = z.object({
  watch: z.number().optional(),
  degraded: z.number().optional(),
  critical: z.number().optional(),
  source: z.string(),
})
export type Bands = z.infer<typeof bandsSchema>

/** One series of a metric, summarised over the window. */
export const rowSchema = z.object({
  labels: z.record(z.string(), z.string()),
  /** How things stand at the window's end: null when the series had ended before. */
  last: figure,
  mean: figure,
  min: figure,
  max: figure,
  p95: figure,
  verdict: verdictSchema,
  /** Share of the window's points that were over the limit of the row's verdict (of the mildest limit when ok). */
  over: z.number().nullable(),
  /** When that limit was first crossed in the window, or last where the row counts only because it lasts. Unix seconds. */
  since: z.number().nullable(),
})
export type Row = z.infer<typeof rowSchema>

export const metricResultSchema = z.object({
  id: z.string(),
  title: z.string(),
  unit: unitSchema,
  verdict: verdictSchema,
  /** One sentence with the worst row first: it stands alone in a text answer. */
  headline: z.string(),
  /** Why there is no data or no judgement. */
  reason: z.string().optional(),
  bands: bandsSchema.optional(),
  /** Worst first. */
  rows: z.array(rowSchema),
  /** How many rows were left out; `top` brings them. */
  omitted: z.number(),
  /** Resource that holds the points. */
  uri: z.string(),
})
export type MetricResult = z.infer<typeof metricResultSchema>

/** The one shape of everything measured. */
export const panelResultSchema = z.object({
  cluster: z.string(),
  panel: z.string(),
  window: windowSchema,
  platform: z.string(),
  verdict: verdictSchema,
  headline: z.string(),
  metrics: z.array(metricResultSchema),
  findings: z.array(findingSchema),
  /** What a reader must know to trust the figures: missing metrics, failed queries, truncation, partial answers. */
  notes: z.array(z.string()),
})
export type PanelResult = z.infer<typeof panelResultSchema>
