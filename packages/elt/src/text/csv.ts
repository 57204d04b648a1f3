import { formatValue, type PanelResult } from '@ocp-perf/panel'
import { labelKeys, panelTables } from '../tables/panel-tables.ts'
import type { Cell, Column } from '../tables/table.ts'
import { isoTime } from '../tables/words.ts'

/**
 * A panel as one table with a header (RFC 4180, CRLF): a line for each row of each metric, a column for each label that any
 * metric has. Figures are in the base unit that the line names, times ISO 8601. A metric without rows has a line with
 * its verdict and the reason. Text that a spreadsheet would take for a formula begins with an apostrophe.
 */
export function panelCsv(panel: PanelResult): string {
  const tables = panelTables(panel)
  const keys = [...new Set(panel.metrics.flatMap(labelKeys))]
  const measured = ['verdict', 'last', 'mean', 'p95', 'min', 'max', 'over', 'since']
  const lines = panel.metrics.flatMap((metric, index) => {
    const { columns = [], rows = [], omitted = 0 } = tables[index] ?? {}
    const subject = [metric.id, metric.title, metric.unit]
    const remark = [
      metric.reason,
      omitted > 0 ? `${formatValue(omitted, 'count')} ${omitted === 1 ? 'row' : 'rows'} left out` : undefined,
    ]
    const note = remark.filter((each) => each !== undefined).join('; ')
    if (rows.length === 0) {
      const blank = measured.map((key) => (key === 'verdict' ? metric.verdict : ''))
      return [[...subject, ...keys.map(() => ''), ...blank, note].map(field)]
    }
    return rows.map(({ cells }) => {
      const byKey = new Map(columns.map((column, at) => [column.key, csvText(cells[at], column)]))
      return [...subject.map(field), ...[...keys, ...measured].map((key) => byKey.get(key) ?? ''), field(note)]
    })
  })
  const header = ['metric', 'title', 'unit', ...keys, ...measured, 'note'].map(field)
  return [header, ...lines].map((fields) => `${fields.join(',')}\r\n`).join('')
}

function csvText(cell: Cell | undefined, { kind }: Column): string {
  const value = cell?.value ?? null
  if (value === null) return ''
  if (typeof value === 'string') return field(value)
  return kind === 'time' ? isoTime(value) : String(value)
}

/** A text as a field: not a formula, and quoted where it must be. */
export function field(text: string): string {
  const guarded = /^\s*[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
}
