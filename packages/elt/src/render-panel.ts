import type { PanelResult } from '@ocp-perf/panel'
import type { Frame } from '@ocp-perf/promql'
import { drawPanel } from './charts/draw.ts'
import { panelPage } from './html/panel-page.ts'
import { panelCsv } from './text/csv.ts'
import { panelJson } from './text/json.ts'
import { panelMarkdown } from './text/panel-markdown.ts'

export type PanelFormat = 'html' | 'markdown' | 'csv' | 'json'

/**
 * A panel in one of the formats. `frames` are the points behind its metrics, by metric id, for the charts of the page;
 * a metric without points has none. An aborted signal ends the drawing with its reason.
 */
export async function renderPanel(
  panel: PanelResult,
  frames: ReadonlyMap<string, Frame>,
  format: PanelFormat,
  signal?: AbortSignal,
): Promise<string> {
  signal?.throwIfAborted()
  switch (format) {
    case 'csv':
      return panelCsv(panel)
    case 'json':
      return panelJson(panel)
    case 'html':
      return panelPage(panel, await drawPanel(panel, frames, signal))
    case 'markdown':
      return panelMarkdown(panel)
  }
}
