import { type Cause, type Diagnosis, isBad, type LevelWalk, type PanelResult, type Window } from '@ocp-perf/panel'
import { chartSize } from '../charts/chart-option.ts'
import { cleanSvg } from '../charts/clean-svg.ts'
import type { Drawings } from '../charts/draw.ts'
import type { Stroke } from '../charts/palette.ts'
import { findingsTable, unseenTable } from '../tables/report-tables.ts'
import type { Table } from '../tables/table.ts'
import { causeWords, dateTime } from '../tables/words.ts'
import { badge } from './badge.ts'
import { type CauseContext, causePart, consequencePart } from './cause-part.ts'
import { swatch } from './figures.ts'
import { tableMarkup } from './html-table.ts'
import { escapeText, html, link, type Markup, ownMarkup } from './markup.ts'
import { notes, panelPart } from './panel-part.ts'
import { skeleton } from './skeleton.ts'
import { proseStyle } from './style/prose.ts'
import { pageStyle } from './style.ts'

/** A chart of an answer, drawn already. */
export interface DrawnChart {
  title: string
  /** What it shows, for those who do not see it. */
  description: string
  /** As ECharts drew it, in the size of charts. */
  svg: string
  legend: readonly { name: string; stroke: Stroke }[]
  /** The limit that is drawn, with its document. */
  limit: { text: string; source: string } | null
}

/** A tool that was asked, with what it found. */
export interface ToolCall {
  /** As it was called: `get_etcd_disk duration="1h"`. */
  called: string
  /** How it went: `answered in 182 ms`. */
  outcome: string
  diagnosis: Diagnosis | null
  walk: LevelWalk | null
  panels: readonly PanelResult[]
  charts: readonly DrawnChart[]
}

/** A question with its answer, in the order in which it is read. */
export interface AskedTurn {
  question: string
  /** Unix seconds. */
  asked: number
  /** `prose` is markup: whoever made it from text has made it harmless. */
  parts: readonly ({ kind: 'prose'; markup: string } | { kind: 'call'; call: ToolCall })[]
  /** What went wrong, a sentence each. */
  faults: readonly string[]
}

// Nothing runs and nothing is fetched; the style is inside, and no text becomes a style of its own.
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
const mostRows = 10
const undrawn: Drawings = { ofCause: () => [], ofPanel: () => [], sparkline: () => undefined }

/** A conversation as a page that stands alone and in which nothing runs. */
export function conversationPage(title: string, turns: readonly AskedTurn[], written: number): string {
  const ids = counter()
  return skeleton({
    title,
    policy,
    style: `${pageStyle}${proseStyle}`,
    masthead: html`<p class="kicker">Conversation</p><h1>${title}</h1>`,
    contents: turns.map(({ question }, index) => [`question-${index + 1}`, shortened(question)]),
    main: html`${turns.map((turn, index) => turnPart(turn, `question-${index + 1}`, ids))}`,
    footer: html`<p>Written ${dateTime(written)}. All times are UTC.</p>`,
  })
}

/** Numbers that occur once in the page. */
type Counter = () => number

function counter(): Counter {
  let last = 0
  return () => ++last
}

function turnPart({ question, asked, parts, faults }: AskedTurn, id: string, ids: Counter): Markup {
  const body = parts.map((part) =>
    part.kind === 'prose' ? html`<div class="prose">${ownMarkup(part.markup)}</div>\n` : callPart(part.call, ids),
  )
  return html`<section class="turn" aria-labelledby="${id}"><h2 id="${id}">${question}</h2>
<p class="kicker">Asked ${dateTime(asked)}</p>
${body}${faults.map((fault) => html`<p class="fault">${fault}</p>`)}</section>
`
}

function callPart({ called, outcome, diagnosis, walk, panels, charts }: ToolCall, ids: Counter): Markup {
  return html`<p class="call"><code>${called}</code>: ${outcome}</p>
${diagnosis && diagnosisPart(diagnosis, ids)}${walk && walkPart(walk, ids)}${chartsPart(charts, ids)}${panels.map(foldedPanel)}`
}

/** Figures are looked up rather than read, but for those that say what is wrong. */
function foldedPanel(panel: PanelResult): Markup {
  const { verdict, headline, panel: name } = panel
  const open = isBad(verdict) ? html` open` : ''
  return html`<details class="subsystem edge-${verdict}"${open}>
<summary><h4>${name}</h4> ${badge(verdict)}<span class="said">${headline}</span></summary>
<div class="inside">${panelPart(panel, name, undrawn, mostRows)}</div></details>
`
}

function contextOf(window: Window, causes: readonly Cause[]): CauseContext {
  const titles = new Map(causes.map((cause) => [cause.id, cause.title]))
  return { window, drawings: undrawn, titleOf: (id) => titles.get(id) ?? causeWords(id) }
}

function diagnosisPart(diagnosis: Diagnosis, ids: Counter): Markup {
  const { domain, cluster, window, verdict, headline, score, causes, consequences } = diagnosis
  const context = contextOf(window, [...causes, ...consequences])
  const points = score.value === null ? 'no score' : `${score.value} of 100 points`
  return html`<section class="summary edge-${verdict}" aria-label="Diagnosis of ${domain}">
<div class="standing"><p>${badge(verdict)}</p><p><b>${domain}</b> of ${cluster}, ${dateTime(window.start)} to ${dateTime(window.end)}: ${points}</p></div>
<p class="lead">${headline}</p></section>
${causes.map((cause) => causePart(cause, ids(), context))}${consequences.map((cause) => consequencePart(cause, context))}
${filledTable(findingsTable(diagnosis))}${filledTable(unseenTable(diagnosis))}${notes(diagnosis.notes)}`
}

function filledTable(table: Table): Markup {
  return table.rows.length === 0 ? html`` : html`<h3>${table.title}</h3>${tableMarkup(table)}`
}

function walkPart(walk: LevelWalk, ids: Counter): Markup {
  const { window, verdict, headline, symptom, levels, stopped_at: stoppedAt, causes, notes: said } = walk
  const context = contextOf(window, causes)

  const items = levels.map(({ id, title, verdict: standing, says }) => {
    return html`<li><b>${title}</b> ${badge(standing)}${id === stoppedAt ? ' stopped here' : ''}<br>${says}</li>`
  })
  return html`<section class="summary edge-${verdict}" aria-label="Walk through the levels">
<div class="standing"><p>${badge(verdict)}</p></div><p class="lead">${headline}</p>
${symptom && html`<p>Symptom: ${symptom.says}</p>`}<ol class="walk">${items}</ol></section>
${causes.map((cause) => causePart(cause, ids(), context))}${notes(said)}`
}

function chartsPart(charts: readonly DrawnChart[], ids: Counter): Markup {
  if (charts.length === 0) return html``
  return html`<div class="figures">${charts.map((chart) => chartPart(chart, `chart-${ids()}`))}</div>`
}

function chartPart({ title, description, svg, legend, limit }: DrawnChart, id: string): Markup {
  const naming = { id, title: escapeText(`${title} over time`), description: escapeText(description) }
  const lines = legend.map(({ name, stroke }) => html`<li>${swatch(stroke)}${name}</li>`)
  const drawn = limit && html`<li>${limit.text} (${link(limit.source, 'source')})</li>`
  return html`<figure><figcaption>${title}</figcaption>${ownMarkup(cleanSvg(svg, chartSize, naming))}
<ul class="legend">${lines}${drawn}</ul></figure>
`
}

const longestName = 60

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > longestName ? `${line.slice(0, longestName - 1)}…` : line
}
