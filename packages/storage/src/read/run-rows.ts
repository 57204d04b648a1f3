import { verdictSchema } from '@ocp-perf/panel'
import { z } from 'zod'
import { reportSchema } from '../spool/run-header.ts'

/** A text of JSON as what it says. */
export const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    context.addIssue({ code: 'custom', message: 'is no JSON' })
    return z.NEVER
  }
})

const summary = {
  id: z.string(),
  tool: z.string(),
  server: z.string(),
  cluster: z.string(),
  platform: z.string(),
  started_at: z.number(),
  window_start: z.number().nullable(),
  window_end: z.number().nullable(),
  window_step: z.number().nullable(),
  recording: z.string().nullable(),
  verdict: verdictSchema.nullable(),
  headline: z.string(),
  score: z.number().nullable(),
}

/** Columns of `runs`, times as unix seconds. */
export const summaryColumns = `r.id, r.tool, r.server, r.cluster, r.platform, epoch(r.started_at) AS started_at,
  epoch(r.window_start) AS window_start, epoch(r.window_end) AS window_end, r.window_step, r.recording, r.verdict,
  r.headline, r.score`

export const summaryRows = z.array(z.object(summary))
export type SummaryRow = z.infer<typeof summaryRows>[number]

export const listedRows = z.array(
  z.object({ ...summary, findings: z.coerce.number(), report: reportSchema.shape.format.nullable() }),
)

export const findingColumns = `f.id, f.title, f.severity, f.subjects::VARCHAR AS subjects, f.confidence,
  epoch(f.onset) AS onset, f.evidence::VARCHAR AS evidence`

const finding = {
  id: z.string(),
  title: z.string(),
  severity: verdictSchema,
  subjects: json.pipe(z.array(z.string())),
  confidence: z.number(),
  onset: z.number().nullable(),
  evidence: json.nullable(),
}
export const findingRows = z.array(z.object(finding))
export const listedFindingRows = z.array(
  z.object({ ...finding, run_id: z.string(), tool: z.string(), cluster: z.string(), started_at: z.number() }),
)

export const panelRows = z.array(z.object({ result: json }))
export const reportRows = z.array(reportSchema)

/** The head of a run as the interface names it. */
export function summaryOf(row: SummaryRow) {
  const { started_at: startedAt, window_start: start, window_end: end, window_step: step, ...rest } = row
  const window = start === null || end === null || step === null ? null : { start, end, step }
  return { ...rest, startedAt, window }
}
