import { verdictSchema } from '@ocp-perf/panel'
import { z } from 'zod'

const figureSchema = z.number().nullable()

/** A call that shows more of what an answer left out. */
const nextSchema = z.object({ why: z.string(), tool: z.string(), arguments: z.record(z.string(), z.unknown()) })
export type NextCall = z.infer<typeof nextSchema>

/** What was asked, of whom, and which part of time the answer is about (unix seconds). */
const askedSchema = z.object({
  kind: z.enum(['prometheus', 'influxdb']),
  source: z.string(),
  query: z.string(),
  start: z.number(),
  end: z.number(),
  step: figureSchema,
})

/** What every answer of this server begins and ends with. */
export const answerSchema = z.object({
  verdict: verdictSchema,
  headline: z.string(),
  asked: z.array(askedSchema),
  /** What counts as now: this server's clock, or the end of a recording. Unix seconds. */
  now: z.number(),
  /** Why there is nothing to look at. */
  empty: z.enum(['unknown_metric', 'no_series', 'only_nan']).nullable(),
  notes: z.array(z.string()),
  next: z.array(nextSchema),
  /** The whole result as a resource of this server; `format` is json, csv or parquet. */
  uri: z.string().nullable(),
})
export type Answer = z.infer<typeof answerSchema>

/** One series in figures. Times are unix seconds; a figure that cannot be had is null. */
export const seriesSchema = z.object({
  name: z.string(),
  labels: z.record(z.string(), z.string()),
  /** Points that are numbers. */
  samples: z.number(),
  /** Points that are none, and steps of the window without a point. */
  missing: z.number(),
  first_time: figureSchema,
  last_time: figureSchema,
  first: figureSchema,
  last: figureSchema,
  min: figureSchema,
  max: figureSchema,
  mean: figureSchema,
  stddev: figureSchema,
  p50: figureSchema,
  p95: figureSchema,
  p99: figureSchema,
  /** A block for each part of the window, the highest point of it. */
  shape: z.string(),
  /** Time and value; thinned so that extremes stay. */
  points: z.array(z.tuple([z.number(), figureSchema])),
})
export type SeriesSummary = z.infer<typeof seriesSchema>
