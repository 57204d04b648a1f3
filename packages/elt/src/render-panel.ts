import { AppError } from '@ocp-perf/errors'
import type { PanelResult } from '@ocp-perf/panel'
import type { Frame } from '@ocp-perf/promql'
import { panelCsv } from './text/csv.ts'
import { panelJson } from './text/json.ts'

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
    case 'markdown':
      throw new AppError('internal', `${format} of ${frames.size} metrics is not written yet`)
  }
}
