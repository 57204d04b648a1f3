import { isBad } from '@ocp-perf/panel'
import { limitText } from '../charts/chart-option.ts'
import type { Figure } from '../charts/draw.ts'
import { limitStrokes, type Stroke } from '../charts/palette.ts'
import { badge } from './badge.ts'
import { html, type Markup, ownMarkup } from './markup.ts'

/** Charts beside each other as far as there is room, each with its legend. */
export function figuresMarkup(figures: readonly Figure[]): Markup {
  return figures.length === 0 ? html`` : html`<div class="figures">${figures.map(figureMarkup)}</div>`
}

function figureMarkup({ metric, svg, legend, undrawn, limits, otherLimits }: Figure): Markup {
  const lines = legend.map(({ name, stroke, verdict }) => {
    return html`<li>${swatch(stroke)}${name}${isBad(verdict) ? html` ${badge(verdict)}` : ''}</li>`
  })
  const drawn = limits.map((limit) => {
    return html`<li>${swatch(limitStrokes[limit.level])}${limitText(limit, metric)}</li>`
  })
  const others = otherLimits.map((limit) => html`<li>not drawn: ${limitText(limit, metric)}</li>`)
  const rest = undrawn > 0 ? html`<li>${undrawn} more not drawn</li>` : ''
  return html`<figure><figcaption>${metric.title}</figcaption>${ownMarkup(svg)}
<ul class="legend">${lines}${rest}${drawn}${others}</ul></figure>
`
}

/** How a line is drawn, beside its name. */
export function swatch({ color, dash }: Stroke): Markup {
  const dashes = dash === 'solid' ? '' : ` stroke-dasharray="${dash.join(' ')}"`
  return ownMarkup(
    `<svg class="swatch" viewBox="0 0 24 8" aria-hidden="true"><path d="M0 4h24" stroke="${color}"${dashes}/></svg>`,
  )
}
