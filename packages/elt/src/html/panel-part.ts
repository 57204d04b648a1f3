import type { MetricResult, PanelResult } from '@ocp-perf/panel'
import { limitsOf, limitText } from '../charts/chart-option.ts'
import type { Drawings } from '../charts/draw.ts'
import { panelTables } from '../tables/panel-tables.ts'
import { type Table, withoutTwins } from '../tables/table.ts'
import { badge } from './badge.ts'
import { figuresMarkup } from './figures.ts'
import { groupedTable } from './html-table.ts'
import { html, link, type Markup } from './markup.ts'

/**
 * What was measured of a subsystem: charts, tables with at most so many rows a metric, what was not measured, notes. `title`
 * is the subsystem's.
 */
export function panelPart(panel: PanelResult, title: string, drawings: Drawings, mostRows: number): Markup {
  const tables = panelTables(panel).map((table) => firstRows(withoutTwins(table), mostRows))
  const measured = panel.metrics.flatMap((metric, index) => {
    const table = tables[index]
    return table === undefined || metric.rows.length === 0 ? [] : [{ metric, table }]
  })
  return html`${figuresMarkup(drawings.ofPanel(panel))}
${alikeTables(measured).map((group, index, { length }) => {
  const caption = length === 1 ? title : `${title}, ${index + 1} of ${length}`
  return groupedTable({
    caption,
    isCaptionShown: length > 1,
    columns: group[0]?.table.columns ?? [],
    groups: group.map(({ metric, table }) => ({ ...table, heading: metricHeading(metric) })),
    sparkline: drawings.sparkline,
  })
})}
${unmeasured(panel.metrics)}
${notes(panel.notes)}`
}

/** The worst rows of a table; the others are counted. */
function firstRows(table: Table, most: number): Table {
  const rows = table.rows.slice(0, most)
  return { ...table, rows, omitted: table.omitted + table.rows.length - rows.length }
}

interface Measured {
  metric: MetricResult
  table: Table
}

/** Metrics whose rows have the same labels share a table. */
function alikeTables(measured: readonly Measured[]): Measured[][] {
  const groups = new Map<string, Measured[]>()
  for (const each of measured) {
    const key = JSON.stringify(each.table.columns.map((column) => column.key))
    groups.set(key, [...(groups.get(key) ?? []), each])
  }
  return [...groups.values()]
}

function metricHeading(metric: MetricResult): Markup {
  const { title, verdict, bands } = metric
  const limits = limitsOf(bands).map((limit) => limitText(limit, metric))
  const judged = limits.length === 0 ? 'no published limit' : `limits: ${limits.join(', ')}`
  // Without a limit every metric is `unknown`, which its reader need not be told twice.
  const mark = verdict === 'unknown' && bands === undefined ? '' : badge(verdict)
  return html`<span class="metric">${title}</span> ${mark} <span class="limits">${judged}${
    bands && html` (${link(bands.source, 'source')})`
  }</span>`
}

function unmeasured(metrics: readonly MetricResult[]): Markup {
  const silent = metrics.filter(({ rows }) => rows.length === 0)
  if (silent.length === 0) return html``
  const items = silent.map(({ title, verdict, reason, headline }) => {
    return html`<li>${badge(verdict)} ${title}: ${reason ?? headline}</li>`
  })
  return html`<p class="label">Not measured</p><ul class="plain">${items}</ul>`
}

/** What a reader must know to trust the figures. */
export function notes(texts: readonly string[]): Markup {
  if (texts.length === 0) return html``
  return html`<p class="label">Notes</p><ul class="notes">${texts.map((text) => html`<li>${text}</li>`)}</ul>`
}
