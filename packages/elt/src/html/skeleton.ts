import { badgeShapes } from './badge.ts'
import { html, type Markup, ownMarkup, textOf } from './markup.ts'

export interface PageParts {
  title: string
  masthead: Markup
  /** Where the contents lead: ids of the page with what they are called. */
  contents: readonly (readonly [id: string, name: string])[]
  main: Markup
  footer: Markup
}

export interface Skeleton extends PageParts {
  /** The Content-Security-Policy that the page carries itself. */
  policy: string
  style: string
  /** Our own; left out where nothing may run. */
  script?: string
}

/** A whole page around its parts, with all that it needs inside. */
export function skeleton({ title, masthead, contents, main, footer, policy, style, script }: Skeleton): string {
  return textOf(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${ownMarkup(style)}</style>
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
${
  script &&
  html`<script>${ownMarkup(script)}</script>
`
}</body>
</html>
`)
}
