import type { Verdict } from '@ocp-perf/panel'
import { verdictWords } from '../tables/words.ts'
import { html, type Markup, ownMarkup } from './markup.ts'

// Each verdict has a shape of its own, so that nobody needs its colour.
const shapes: Readonly<Record<Verdict, string>> = {
  ok: '<circle cx="8" cy="8" r="6.25"/><path d="m5.2 8.2 2 2 3.6-4"/>',
  watch: '<circle cx="8" cy="8" r="6.25"/><path d="M8 4.6V8l2.3 1.5"/>',
  degraded: '<path d="M8 2 14.5 13.5h-13z"/><path d="M8 6.4v3M8 11.4v.2"/>',
  critical:
    '<path d="M5.3 1.75h5.4l3.55 3.55v5.4l-3.55 3.55H5.3L1.75 10.7V5.3z"/><path d="m5.8 5.8 4.4 4.4m0-4.4-4.4 4.4"/>',
  no_data: '<circle cx="8" cy="8" r="6.25" stroke-dasharray="2.6 2"/><path d="M5.6 8h4.8"/>',
  unknown: '<circle cx="8" cy="8" r="6.25"/><path d="M6.2 6.3c.2-2.3 3.6-2.2 3.6 0 0 1.5-1.8 1.5-1.8 3M8 11.5v.1"/>',
}

/** The shapes, once in a page. */
export const badgeShapes: Markup = ownMarkup(
  `<svg class="shapes" width="0" height="0" aria-hidden="true">${Object.entries(shapes)
    .map(([verdict, shape]) => `<symbol id="shape-${verdict}" viewBox="0 0 16 16">${shape}</symbol>`)
    .join('')}</svg>`,
)

/** A verdict as shape, word and colour. */
export function badge(verdict: Verdict): Markup {
  return html`<span class="badge is-${verdict}">${icon(verdict)}${verdictWords[verdict]}</span>`
}

function icon(verdict: Verdict): Markup {
  return html`<svg aria-hidden="true"><use href="#shape-${verdict}"/></svg>`
}
