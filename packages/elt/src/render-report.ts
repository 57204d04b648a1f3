import type { Report } from '@ocp-perf/panel'
import type { Frame } from '@ocp-perf/promql'
import { drawReport } from './charts/draw.ts'
import { reportPage } from './html/report-page.ts'
import { reportData } from './packed/report-data.ts'
import { reportJson } from './text/json.ts'
import { reportMarkdown } from './text/report-markdown.ts'

/** A report and the points behind its metrics. */
export interface Rendering {
  report: Report
  /** By metric id, row keys as labels; a metric without points has no chart. */
  frames: ReadonlyMap<string, Frame>
}

export type ReportFormat = 'html' | 'markdown' | 'json' | 'data'

/**
 * A report in one of the formats: a page that stands alone and asks nothing of the network, Markdown for a terminal or a
 * ticket, the report itself as JSON, or that with all points, for `readReportData`. An aborted signal ends the drawing of charts with its reason.
 */
export async function renderReport(input: Rendering, format: ReportFormat, signal?: AbortSignal): Promise<string> {
  signal?.throwIfAborted()
  switch (format) {
    case 'json':
      return reportJson(input.report)
    case 'data':
      return reportData(input)
    case 'html':
      return reportPage(input.report, await drawReport(input.report, input.frames, signal))
    case 'markdown':
      return reportMarkdown(input.report)
  }
}
