import { formatValue, isBad, type Report, type ReportSection, type Score } from '@ocp-perf/panel'
import type { Drawings } from '../charts/draw.ts'
import {
  baselineTable,
  evidenceTable,
  findingsTable,
  isTelling,
  membersTable,
  unseenTable,
} from '../tables/report-tables.ts'
import type { Table } from '../tables/table.ts'
import { causeWords, dateTime, nothingUnseen } from '../tables/words.ts'
import { badge } from './badge.ts'
import { type CauseContext, causePart, consequencePart, factList } from './cause-part.ts'
import { tableMarkup } from './html-table.ts'
import { html, link, type Markup } from './markup.ts'
import { narrativePart } from './narrative-part.ts'
import { page } from './page.ts'
import { notes, panelPart } from './panel-part.ts'

/** Of each metric: a report is read, and one panel alone tells the rest. */
const mostRows = 10

interface Part {
  id: string
  name: string
  body: Markup
}

/** A report as a page: what is wrong and what to do about it first, what was measured below. */
export function reportPage(report: Report, drawings: Drawings): string {
  const { narrative } = report
  const parts = [
    causesPart(report, drawings),
    tablePart('members', membersTable(report), drawings),
    tablePart('findings', findingsTable(report), drawings),
    impactPart(report, drawings),
    unseenPart(report),
    baselinePart(report, drawings),
    sectionsPart(report, drawings),
    methodPart(report),
  ].filter((part) => part !== undefined)
  return page({
    title: report.title,
    masthead: masthead(report),
    contents: [
      ['summary', 'Summary'],
      ...(narrative === null ? [] : [['narrative', 'In words'] as const]),
      ...parts.map(({ id, name }) => [id, name] as const),
    ],
    main: html`${summary(report)}${narrative === null ? '' : narrativePart(narrative)}${parts.map(
      ({ id, name, body }) => html`<section aria-labelledby="${id}"><h2 id="${id}">${name}</h2>
${body}</section>
`,
    )}`,
    footer: html`<p>Written ${dateTime(report.generated_at)}. All times are UTC.</p>`,
  })
}

function masthead({ title, cluster, domain, platform, window, recording }: Report): Markup {
  const length = formatValue(window.end - window.start, 'seconds')
  return html`<p class="kicker">Performance report: ${domain}</p><h1>${title}</h1>${factList([
    ['Cluster', cluster],
    ['Window', `${dateTime(window.start)} to ${dateTime(window.end)} (${length})`],
    ['Platform', platform],
    ...(recording === null ? [] : [['Read from', recording] as const]),
  ])}`
}

function summary({ verdict, headline, score }: Report): Markup {
  return html`<section aria-labelledby="summary" class="summary edge-${verdict}"><h2 id="summary">Summary</h2>
<div class="standing"><p class="verdict">${badge(verdict)}</p>${scoreMarkup(score)}</div>
<p class="lead">${headline}</p></section>
`
}

function scoreMarkup({ value, parts }: Score): Markup {
  if (value === null) return html`<p class="score">No score: too little was seen to give one.</p>`
  const sum = parts.map(({ points, because }) => html`<li><b>−${Math.abs(points)}</b> ${because}</li>`)
  return html`<details class="score"><summary><b>${value}</b> of 100 points</summary>
<ul class="sum"><li><b>100</b> to begin with</li>${sum}<li><b>= ${value}</b></li></ul></details>`
}

function causesPart({ causes, consequences, window }: Report, drawings: Drawings): Part {
  const titles = new Map([...causes, ...consequences].map(({ id, title }) => [id, title]))
  const context: CauseContext = { window, drawings, titleOf: (id) => titles.get(id) ?? causeWords(id) }
  const followed =
    consequences.length === 0
      ? ''
      : html`<h3>What followed from ${causes.length === 1 ? 'it' : 'them'}</h3>${consequences.map((cause) =>
          consequencePart(cause, context),
        )}`
  const named =
    causes.length === 0
      ? html`<p>No cause was named.</p>`
      : causes.map((cause, index) => causePart(cause, index + 1, context))
  return { id: 'causes', name: 'Causes', body: html`${named}${followed}` }
}

function tablePart(id: string, table: Table, { sparkline }: Drawings): Part | undefined {
  return table.rows.length === 0 ? undefined : { id, name: table.title, body: tableMarkup(table, sparkline) }
}

function impactPart({ impact, window }: Report, drawings: Drawings): Part | undefined {
  if (impact.length === 0) return undefined
  const table = evidenceTable('impact', 'What users of it feel', impact, window)
  const said = html`<ul class="plain">${impact.map(({ says }) => html`<li>${says}</li>`)}</ul>`
  return { id: 'impact', name: 'Impact', body: html`${said}${tableMarkup(table, drawings.sparkline)}` }
}

function unseenPart(report: Report): Part {
  const body = report.unseen.length === 0 ? html`<p>${nothingUnseen}</p>` : tableMarkup(unseenTable(report))
  return { id: 'unseen', name: 'What could not be seen', body: html`${body}${notes(report.notes)}` }
}

function baselinePart({ baseline, window }: Report, { sparkline }: Drawings): Part {
  const body =
    baseline === null
      ? html`<p>There is no history of this cluster to compare with.</p>`
      : html`<p>${baseline.basis}</p>${isTelling(baseline) ? tableMarkup(baselineTable(baseline, window), sparkline) : ''}`
  return { id: 'baseline', name: 'Compared with its own history', body }
}

function sectionsPart({ sections }: Report, drawings: Drawings): Part | undefined {
  if (sections.length === 0) return undefined
  const bodies = sections.map((section, index) => sectionMarkup(section, `subsystem-${index + 1}`, drawings))
  return { id: 'subsystems', name: 'Subsystems', body: html`<div id="unfold"></div>${bodies}` }
}

function sectionMarkup({ title, brief, panel }: ReportSection, id: string, drawings: Drawings): Markup {
  const open = isBad(panel.verdict) ? html` open` : ''
  return html`<details class="subsystem edge-${panel.verdict}"${open}>
<summary><h3 id="${id}">${title}</h3> ${badge(panel.verdict)}<span class="said">${panel.headline}</span></summary>
<div class="inside"><p class="brief">${brief}</p>${panelPart(panel, title, drawings, mostRows)}</div></details>
`
}

function methodPart({ method, sources }: Report): Part | undefined {
  if (method.length === 0 && sources.length === 0) return undefined
  const body = html`<ul class="plain">${method.map((text) => html`<li>${text}</li>`)}</ul>
${sources.length > 0 ? html`<h3>Sources</h3><ul class="plain">${sources.map((source) => html`<li>${link(source)}</li>`)}</ul>` : ''}`
  return { id: 'method', name: 'Method and sources', body }
}
