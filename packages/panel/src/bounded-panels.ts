import type { MetricResult, PanelResult } from './panel.ts'

/** Panels with their worst rows, so that an answer of many groups stays readable; what is left out is counted. */
export function boundedPanels(panels: readonly PanelResult[], top: number): PanelResult[] {
  return panels.map((panel) => ({ ...panel, metrics: panel.metrics.map((metric) => bounded(metric, top)) }))
}

function bounded(metric: MetricResult, top: number): MetricResult {
  const { rows, omitted } = metric
  if (rows.length <= top) return metric
  return { ...metric, rows: rows.slice(0, top), omitted: omitted + rows.length - top }
}
