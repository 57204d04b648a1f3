import { compareVerdicts, type Verdict, verdictSchema } from '@ocp-perf/panel'
import {
  type Cell,
  type Column,
  type SeriesReference,
  type Table,
  type TableRow,
  withoutTwins,
} from '../tables/table.ts'
import { badge } from './badge.ts'
import { html, link, type Markup, ownMarkup } from './markup.ts'

/** Rows with a heading of their own within a table. */
interface RowGroup {
  heading?: Markup | undefined
  rows: readonly TableRow[]
  omitted: number
}

export interface HtmlTable {
  caption: string
  /** Left out where a heading above it says the same, but for those who hear the page. */
  isCaptionShown?: boolean | undefined
  columns: readonly Column[]
  groups: readonly RowGroup[]
  sparkline: (reference: SeriesReference) => string | undefined
}

/** A table of a page, from one of the tables that all formats share. */
export function tableMarkup(table: Table, sparkline: HtmlTable['sparkline'] = () => undefined): Markup {
  const { title: caption, columns, rows, omitted } = withoutTwins(table)
  return groupedTable({ caption, columns, groups: [{ rows, omitted }], sparkline })
}

/**
 * A table that scrolls within its own width and is sorted by its column heads, within each group. Where rows have points
 * behind them, the course of each follows its name.
 */
export function groupedTable({ caption, isCaptionShown = false, columns, groups, sparkline }: HtmlTable): Markup {
  const header = Math.max(
    0,
    columns.findIndex(({ kind }) => kind === 'text'),
  )
  const courses = new Map<TableRow, string>()
  for (const row of groups.flatMap(({ rows }) => rows)) {
    const course = row.series && sparkline(row.series)
    if (course !== undefined) courses.set(row, course)
  }
  const hasCourses = courses.size > 0
  const width = columns.length + (hasCourses ? 1 : 0)
  const heads = columns.map((column) => html`<th scope="col" data-kind="${column.kind}">${column.title}</th>`)
  if (hasCourses) heads.splice(header + 1, 0, html`<th scope="col" data-fixed>Course</th>`)
  const bodies = groups.map(({ heading, rows, omitted }) => {
    const lines = rows.map((row) => {
      const cells = row.cells.map((cell, index) => cellMarkup(cell, columns[index], index === header))
      if (hasCourses) cells.splice(header + 1, 0, html`<td class="course">${ownMarkup(courses.get(row) ?? '')}</td>`)
      return html`<tr>${cells}</tr>`
    })
    return html`<tbody>
${heading && html`<tr class="group"><th scope="rowgroup" colspan="${width}"><div>${heading}</div></th></tr>`}
${lines}
${omitted > 0 ? html`<tr class="omitted"><td colspan="${width}">and ${omitted} more, not shown</td></tr>` : ''}
</tbody>`
  })
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${caption}">
<table data-sortable><caption${isCaptionShown ? '' : html` class="heard"`}>${caption}</caption><thead><tr>${heads}</tr></thead>${bodies}</table></div>
`
}

function cellMarkup({ value, text, verdict, href }: Cell, column: Column | undefined, isHeader: boolean): Markup {
  const kind = column?.kind ?? 'text'
  const tint = verdict === undefined ? '' : ` is-${verdict}`
  if (kind === 'verdict') {
    const rank = verdictSchema.safeParse(value).data ?? 'unknown'
    return html`<td class="verdict" data-value="${gravity(rank)}">${verdict === undefined ? text : badge(verdict)}</td>`
  }
  if (isHeader) return html`<th scope="row" class="text${tint}">${text}</th>`
  if (kind === 'text') return html`<td class="text${tint}">${href === undefined ? text : link(href, text)}</td>`
  return html`<td class="${kind}${tint}" data-value="${typeof value === 'number' ? value : ''}">${text}</td>`
}

const mildestFirst = [...verdictSchema.options].sort((a, b) => compareVerdicts(b, a))

/** A number by which a column of verdicts sorts. */
const gravity = (verdict: Verdict): number => mildestFirst.indexOf(verdict)
