import type { PanelResult } from '@ocp-perf/panel'
import type { Drawings } from '../charts/draw.ts'
import { dateTime } from '../tables/words.ts'
import { badge } from './badge.ts'
import { factList } from './cause-part.ts'
import { html } from './markup.ts'
import { page } from './page.ts'
import { panelPart } from './panel-part.ts'

// All that a tool would ever list.
const mostRows = 200

/** One panel as a page. */
export function panelPage(panel: PanelResult, drawings: Drawings): string {
  const { cluster, panel: name, window, platform, verdict, headline } = panel
  const title = `${name} of ${cluster}`
  return page({
    title,
    masthead: html`<h1>${title}</h1>${factList([
      ['Window', `${dateTime(window.start)} to ${dateTime(window.end)}`],
      ['Platform', platform],
    ])}`,
    contents: [
      ['summary', 'Summary'],
      ['measurements', 'Measurements'],
    ],
    main: html`<section aria-labelledby="summary" class="summary edge-${verdict}"><h2 id="summary">Summary</h2>
<p class="verdict">${badge(verdict)}</p><p class="lead">${headline}</p></section>
<section aria-labelledby="measurements"><h2 id="measurements">Measurements</h2>
${panelPart(panel, name, drawings, mostRows)}</section>`,
    footer: html`<p>All times are UTC.</p>`,
  })
}
