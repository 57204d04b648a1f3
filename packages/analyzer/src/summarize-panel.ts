import { isRecordingNote } from '@ocp-perf/metrics'
import { compareVerdicts, formatValue, type MetricResult, type PanelResult } from '@ocp-perf/panel'

// Long enough for one metric's headline with its worst rows; the rows themselves are in the data.
const lineLength = 240

// What the collector ends a headline with that nothing can judge; said once here instead of on every line.
const unjudged = ' (latest; no published limit)'
// How the collector's notes on what was not there to be measured begin.
const nothing = 'Nothing to judge '

/**
 * A panel as text that stands alone: verdict, headline, cluster and window, what it was read from where that is no live
 * cluster; then what else is not ok, the notes, what is
 * ok, the latest values of what has no limit, and what there was nothing to judge of: a text that is cut loses least.
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
  const said = notes.filter((note) => !note.startsWith(nothing) && !isRecordingNote(note))
  return joinLines(head, [
    ...notes.filter(isRecordingNote),
    ...bad.map(describeMetric),
    ...said.map((note) => `Note: ${note}`),
    ...judged.filter((metric) => metric.verdict === 'ok').map(describeMetric),
    ...(plain.length > 0 ? ['Latest values, no limit published:'] : []),
    ...plain.filter((metric) => !isZero(metric)).map(({ headline }) => `- ${headline.replace(unjudged, '')}`),
    ...joined(
      '- 0 everywhere: ',
      plain.filter(isZero).map(({ title }) => title),
      ', ',
    ),
    ...joined(
      `Note: ${nothing}`,
      notes.filter((note) => note.startsWith(nothing)).map((note) => note.slice(nothing.length).replace(/\.$/, '')),
      '; ',
    ),
  ])
}

/** A head and lines of readable length; how long a text may be as a whole is for whoever hands it to a model. */
export function joinLines(head: string, lines: readonly string[]): string {
  return [head, ...lines.map((line) => clip(line, lineLength))].join('\n')
}

function clip(text: string, limit: number): string {
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text
}

function describeMetric({ verdict, headline }: MetricResult): string {
  return `- ${verdict}: ${headline}`
}

function joined(start: string, parts: readonly string[], separator: string): string[] {
  return parts.length === 0 ? [] : [`${start}${parts.join(separator)}.`]
}

function isZero({ rows, omitted }: MetricResult): boolean {
  return omitted === 0 && rows.every(({ last }) => last === 0)
}
