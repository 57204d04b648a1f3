import type { Narrative } from '@ocp-perf/panel'
import { narrativeLabel } from '../text/narrative-markdown.ts'
import { type Block, readProse, type Span } from '../text/prose.ts'
import { html, type Markup } from './markup.ts'

/** What a model wrote about a report, below its summary. */
export function narrativePart({ text, model }: Narrative): Markup {
  return html`<section aria-labelledby="narrative" class="narrative"><h2 id="narrative">In words</h2>
${readProse(text).map(blockMarkup)}<p class="brief">${narrativeLabel(model)}</p></section>
`
}

function blockMarkup(block: Block): Markup {
  if (block.kind === 'code') return html`<pre tabindex="0"><code>${block.text}</code></pre>`
  if (block.kind === 'paragraph') return html`<p>${block.spans.map(spanMarkup)}</p>`
  const items = block.items.map((item) => html`<li>${item.map(itemMarkup)}</li>`)
  return block.start === null ? html`<ul>${items}</ul>` : html`<ol start="${block.start}">${items}</ol>`
}

/** The text of an item needs no paragraph of its own. */
function itemMarkup(block: Block): Markup {
  return block.kind === 'paragraph' ? html`<span>${block.spans.map(spanMarkup)}</span> ` : blockMarkup(block)
}

function spanMarkup({ kind, text }: Span): Markup {
  if (kind === 'code') return html`<code>${text}</code>`
  return kind === 'strong' ? html`<b>${text}</b>` : html`${text}`
}
