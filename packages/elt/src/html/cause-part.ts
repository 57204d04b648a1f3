import { type Cause, formatValue, type Recommendation, type Window, wholePercent } from '@ocp-perf/panel'
import type { Drawings } from '../charts/draw.ts'
import { causeEvidenceTable } from '../tables/report-tables.ts'
import { timeIn } from '../tables/words.ts'
import { badge } from './badge.ts'
import { figuresMarkup } from './figures.ts'
import { tableMarkup } from './html-table.ts'
import { html, link, type Markup } from './markup.ts'

export interface CauseContext {
  window: Window
  drawings: Drawings
  /** A cause's title by its id. */
  titleOf: (id: string) => string
}

/** A cause with all that speaks for and against it, and what to do about it. */
export function causePart(cause: Cause, place: number, context: CauseContext): Markup {
  const id = `cause-${place}`
  return html`<article class="cause edge-${cause.severity}" aria-labelledby="${id}">
<h3 id="${id}"><span class="rank">${place}.</span> ${cause.title} <span class="scope">${cause.scope}</span> ${badge(cause.severity)}</h3>
<p class="lead">${cause.summary}</p>
${causeFacts(cause, context.window)}
${recommendationsPart(cause.recommendations)}
<h4>Evidence</h4>
${figuresMarkup(context.drawings.ofCause(cause))}
${tableMarkup(causeEvidenceTable(cause, context.window), context.drawings.sparkline)}
${remarks(cause, context)}
</article>
`
}

/** A cause that another one brought about, in short. */
export function consequencePart(cause: Cause, context: CauseContext): Markup {
  return html`<details class="consequence edge-${cause.severity}">
<summary><h4>${cause.title} <span class="scope">${cause.scope}</span></h4> ${badge(cause.severity)}<span class="said">${cause.summary}</span></summary>
<div class="inside">${causeFacts(cause, context.window)}
${tableMarkup(causeEvidenceTable(cause, context.window), context.drawings.sparkline)}
${remarks(cause, context)}</div></details>
`
}

function causeFacts(cause: Cause, window: Window): Markup {
  const { confidence, confidence_because, onset, onset_within, persistence, ongoing, members, nodes } = cause
  const since =
    onset === null
      ? 'before the window began'
      : `${timeIn(onset, window)}${onset_within > 0 ? ` (to within ${formatValue(onset_within, 'seconds')})` : ''}`
  const lasted = persistence === null ? '' : `${wholePercent(persistence)} of the window, `
  const facts: [string, string][] = [
    ['Since', since],
    ['At work', `${lasted}${ongoing ? 'still at its end' : 'over at its end'}`],
    ...(members.length > 0 && members.join() !== nodes.join()
      ? [['Members', members.join(', ')] satisfies [string, string]]
      : []),
    ...(nodes.length > 0 ? [['Nodes', nodes.join(', ')] satisfies [string, string]] : []),
    ['Confidence', `${wholePercent(confidence)}: ${confidence_because}`],
  ]
  return factList(facts)
}

/** Names with values. */
export function factList(facts: readonly (readonly [string, string | Markup])[]): Markup {
  return html`<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
}

function recommendationsPart(recommendations: readonly Recommendation[]): Markup {
  if (recommendations.length === 0) return html``
  const items = recommendations.map(({ kind, text, command, source }) => {
    const code = command === undefined ? '' : html`<pre tabindex="0"><code>${command}</code></pre>`
    return html`<li><span class="kind">${kind === 'check' ? 'Check' : 'Change'}</span> ${text}${code}
<p class="source">Source: ${link(source)}</p></li>`
  })
  return html`<h4>What to do</h4><ol class="steps">${items}</ol>`
}

function remarks({ brings, alike, unmeasured, sources }: Cause, { titleOf }: CauseContext): Markup {
  const lists: [string, Markup[]][] = [
    ['Brought about', brings.map((id) => html`${titleOf(id)}`)],
    ['The same figures could also mean', alike.map(({ cause, because }) => html`${titleOf(cause)}: ${because}`)],
    ['Not measured, though it would have told', unmeasured.map((text) => html`${text}`)],
    ['Described in', sources.map((source) => link(source))],
  ]
  return html`${lists.map(([label, items]) => {
    if (items.length === 0) return html``
    return html`<p class="label">${label}</p><ul class="plain">${items.map((item) => html`<li>${item}</li>`)}</ul>`
  })}`
}
