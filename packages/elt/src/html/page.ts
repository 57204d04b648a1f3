import { createHash } from 'node:crypto'
import { badgeShapes } from './badge.ts'
import { html, type Markup, ownMarkup, textOf } from './markup.ts'
import { pageScript } from './script.ts'
import { pageStyle } from './style.ts'

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** Source expression for the one script of our pages, for a server's `script-src`. */
export const pageScriptHash: string = hashOf(pageScript)

/** What our pages need, for a server that sends it as a header, and the rule that they carry themselves. */
export const pageSecurityPolicy: string = [
  "default-src 'none'",
  `script-src ${pageScriptHash}`,
  `style-src ${hashOf(pageStyle)}`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

export interface PageParts {
  title: string
  masthead: Markup
  /** Where the contents lead: ids of the page with what they are called. */
  contents: readonly (readonly [id: string, name: string])[]
  main: Markup
  footer: Markup
}

/** A page that stands alone: no request leaves it, and what runs in it is our one script. */
export function page({ title, masthead, contents, main, footer }: PageParts): string {
  return textOf(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${pageSecurityPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${ownMarkup(pageStyle)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
${badgeShapes}
<header class="masthead">${masthead}</header>
<nav aria-label="Contents"><ul>${contents.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>
<main id="main" tabindex="-1">
${main}
</main>
<footer>${footer}</footer>
<script>${ownMarkup(pageScript)}</script>
</body>
</html>
`)
}
