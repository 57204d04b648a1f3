import type { MetricResult, PanelResult } from '@ocp-perf/panel'
import { isBad } from '@ocp-perf/panel'
import { metricTable } from '../tables/panel-tables.ts'
import { dateTime } from '../tables/words.ts'
import { markdownTable, verdictMark, words } from './markdown.ts'

const shownRows = 10
const hiddenKeys: ReadonlySet<string> = new Set(['min'])

/** One panel: verdict and headline, a table for each metric, what was not measured, notes. */
export function panelMarkdown(panel: PanelResult): string {
  const { cluster, panel: name, window, platform, verdict, headline, metrics, notes } = panel
  const measured = metrics.filter(({ rows }) => rows.length > 0)
  const blocks = [
    `# ${words(name)} of ${words(cluster)}`,
    `**${verdictMark(verdict)}**: ${words(headline)}`,
    `${dateTime(window.start)} to ${dateTime(window.end)}, platform ${words(platform)}`,
    ...measured.flatMap((metric) => [
      `## ${words(metric.title)}: ${verdictMark(metric.verdict)}`,
      metricBlock(metric, panel),
    ]),
    ...unmeasured(metrics),
    ...(notes.length > 0 ? ['## Notes', notes.map((note) => `- ${words(note)}`).join('\n')] : []),
  ]
  return `${blocks.join('\n\n')}\n`
}

/** What is not well in a panel, as tables; nothing where all is. */
export function badMetricBlocks(panel: PanelResult, most: number): string[] {
  const bad = panel.metrics.filter(({ verdict, rows }) => isBad(verdict) && rows.length > 0)
  return bad.slice(0, most).flatMap((metric) => [words(metric.headline), metricBlock(metric, panel)])
}

/** Metrics that nothing is known of, as one list. */
function unmeasured(metrics: readonly MetricResult[]): string[] {
  const silent = metrics.filter(({ rows }) => rows.length === 0)
  if (silent.length === 0) return []
  const items = silent.map(({ title, verdict, reason, headline }) => {
    return `- ${words(title)}: ${verdictMark(verdict)}, ${words(reason ?? headline)}`
  })
  return [`Not measured:\n\n${items.join('\n')}`]
}

function metricBlock(metric: MetricResult, { window }: PanelResult): string {
  const table = metricTable(metric, window)
  const keys = table.columns.map(({ key }) => key).filter((key) => !hiddenKeys.has(key))
  return markdownTable(table, shownRows, keys).trimEnd()
}
