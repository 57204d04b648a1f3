import { boundedPanels, verdictSchema } from '@ocp-perf/panel'
import type { Frame } from '@ocp-perf/promql'
import { findingsOf, type RunRecord, runId } from '@ocp-perf/storage'
import { z } from 'zod'
import type { AnalyzerContext, RunNote } from '../context.ts'

/** What a call did, as far as its history goes. */
export interface CallNotes extends RunNote {
  tool: string
  /** The cluster that it looked at. */
  cluster: string
  /** Unix seconds. */
  startedAt: number
}

// Rows are told apart by their samples, which are all kept.
const mostRows = 100

/** What an answer may say of itself; whatever else is in it does not matter here. */
const answerSchema = z.object({
  verdict: verdictSchema.nullable().catch(null),
  headline: z.string().catch(''),
  score: z.object({ value: z.number().nullable() }).nullable().catch(null),
})

/** A call as a run of the history. */
export function runOfCall(context: AnalyzerContext, notes: CallNotes, answer: unknown): RunRecord {
  const { tool, cluster: name, startedAt, collected = [], diagnosis, report } = notes
  const { verdict, headline, score } = answerSchema.parse(answer)
  const opened = context.opened(name)
  const [first] = collected
  return {
    id: report?.id ?? runId(),
    tool,
    server: context.server.name,
    cluster: name,
    platform: first?.panel.platform ?? opened?.platform.profile.id ?? '',
    startedAt,
    window: first?.panel.window ?? null,
    recording: opened?.source.recording?.name ?? null,
    verdict,
    headline,
    score: diagnosis?.score.value ?? score?.value ?? null,
    panels: boundedPanels(
      collected.map(({ panel }) => panel),
      mostRows,
    ),
    frames: new Map(collected.flatMap(({ frames }): [string, Frame][] => [...frames])),
    findings: diagnosis === undefined ? [] : findingsOf(diagnosis),
    report: report === undefined ? null : { format: report.format, text: report.text },
  }
}
