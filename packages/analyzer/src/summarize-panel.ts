import { compareVerdicts, formatValue, type MetricResult, type PanelResult } from '@ocp-perf/panel'

// Long enough for one metric's headline with its worst rows; the rows themselves are in the data.
const lineLength = 240
// About a thousand tokens. Panels of a few metrics stay under half of it.
const textLength = 3000

/**
 * A panel as text that stands alone: verdict, headline, cluster and window; then what is not ok, the notes, and the rest.
 * What does not fit is counted and left to the data.
 */
export function summarizePanel(panel: PanelResult): string {
  const { verdict, headline, cluster, window, metrics, notes } = panel
  const from = formatValue(window.start, 'timestamp')
  const head = `${verdict}: ${headline}\n${cluster}, ${from} to ${formatValue(window.end, 'timestamp')}`
  const sorted = metrics.filter(({ rows }) => rows.length > 0).sort((a, b) => compareVerdicts(a.verdict, b.verdict))
  const bad = sorted.filter(isBad)
  return joinWithin(head, [
    ...bad.map(describeMetric),
    ...notes.map((note) => `Note: ${note}`),
    ...sorted.filter((metric) => !isBad(metric)).map(describeMetric),
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
  // A metric without a limit has nothing to be judged by, and its headline says so.
  return verdict === 'unknown' ? `- ${headline}` : `- ${verdict}: ${headline}`
}

function isBad({ verdict }: MetricResult): boolean {
  return verdict === 'watch' || verdict === 'degraded' || verdict === 'critical'
}
