import { compareVerdicts, formatValue, type MetricResult, type PanelResult } from '@ocp-perf/panel'

// Long enough for one metric's headline with its worst rows; the rows themselves are in the data.
const lineLength = 240
// About a thousand tokens. Panels of a few metrics stay under half of it.
const textLength = 3000

// What the collector ends a headline with that nothing can judge; said once here instead of on every line.
const unjudged = ' (latest; no published limit)'

/**
 * A panel as text that stands alone: verdict, headline, cluster and window; then what else is not ok, the notes, what is
 * ok, and the latest values of what has no limit. What does not fit is counted and left to the data.
 */
export function summarizePanel(panel: PanelResult): string {
  const { verdict, headline, cluster, window, metrics, notes } = panel
  const from = formatValue(window.start, 'timestamp')
  const head = `${verdict}: ${headline}\n${cluster}, ${from} to ${formatValue(window.end, 'timestamp')}`
  const told = metrics
    .filter((metric) => metric.rows.length > 0 && !headline.startsWith(metric.headline))
    .sort((a, b) => compareVerdicts(a.verdict, b.verdict))
  const plain = told.filter((metric) => metric.bands === undefined)
  const judged = told.filter((metric) => metric.bands !== undefined)
  const bad = judged.filter((metric) => metric.verdict !== 'ok')
  return joinWithin(head, [
    ...bad.map(describeMetric),
    ...notes.map((note) => `Note: ${note}`),
    ...judged.filter((metric) => metric.verdict === 'ok').map(describeMetric),
    ...(plain.length > 0 ? ['Latest values, no limit published:'] : []),
    ...plain.map((metric) => `- ${metric.headline.replace(unjudged, '')}`),
  ])
}

/** Joins lines until the text would be too long, and counts the rest. */
export function joinWithin(head: string, lines: readonly string[], limit = textLength): string {
  const kept = [clip(head, limit)]
  let length = head.length
  for (const line of lines) {
    const cut = clip(line, lineLength)
    if (length + cut.length > limit) break
    kept.push(cut)
    length += cut.length + 1
  }
  const missing = lines.length + 1 - kept.length
  if (missing > 0) kept.push(`… ${missing} more lines are in the structured data.`)
  return kept.join('\n')
}

function clip(text: string, limit: number): string {
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text
}

function describeMetric({ verdict, headline }: MetricResult): string {
  return `- ${verdict}: ${headline}`
}
