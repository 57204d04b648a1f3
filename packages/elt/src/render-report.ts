import { AppError } from '@ocp-perf/errors'
import type { Report } from '@ocp-perf/panel'
import type { Frame } from '@ocp-perf/promql'
import { reportJson } from './text/json.ts'

/** A report and the points behind its metrics. */
export interface Rendering {
  report: Report
  /** By metric id, row keys as labels; a metric without points has no chart. */
  frames: ReadonlyMap<string, Frame>
}

export type ReportFormat = 'html' | 'markdown' | 'json'

/**
 * A report in one of the formats: a page that stands alone and asks nothing of the network, Markdown for a terminal or a
 * ticket, or the report itself as JSON. An aborted signal ends the drawing of charts with its reason.
 */
export async function renderReport(input: Rendering, format: ReportFormat, signal?: AbortSignal): Promise<string> {
  signal?.throwIfAborted()
  switch (format) {
    case 'json':
      return reportJson(input.report)
    case 'html':
    case 'markdown':
      throw new AppError('internal', `${format} is not written yet`)
  }
}
