/** Text, blocks and charts. */
export const layoutStyle = `
*, ::before, ::after { box-sizing: border-box }
html { scroll-behavior: smooth; scroll-padding-top: 1.5rem; -webkit-text-size-adjust: 100% }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto } }
body {
  margin: 0 auto; padding: 2.5rem 2rem 4rem; max-width: 84rem; color: var(--ink); background: var(--page);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; overflow-wrap: break-word;
  display: grid; grid-template: "head head" auto "nav main" 1fr "foot foot" auto / 11.5rem minmax(0, 1fr); column-gap: 2.5rem;
}
.masthead { grid-area: head; margin-bottom: 2rem }
main { grid-area: main; min-width: 0 }
footer { grid-area: foot; margin-top: 3rem; color: var(--muted); font-size: .875rem }
main:focus { outline: none }
h1, h2, h3, h4 { line-height: 1.25; margin: 0; text-wrap: balance }
h1 { font-size: 1.9rem; font-weight: 650; letter-spacing: -.015em }
h2 { font-size: 1.35rem; font-weight: 650; letter-spacing: -.01em; margin-bottom: 1rem }
h3 { font-size: 1.1rem; font-weight: 650 }
h4 { font-size: .95rem; font-weight: 650; margin: 1.75rem 0 .6rem }
p, ul, ol, dl { margin: 0 0 .9rem }
p, li { max-width: 46rem }
a { color: var(--link); text-underline-offset: .15em; overflow-wrap: anywhere }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 3px }
.skip { position: absolute; left: -999rem; padding: .5rem 1rem; background: var(--surface); z-index: 2 }
.skip:focus { left: 1rem; top: 1rem }
.shapes { position: absolute }
.kicker { color: var(--muted); font-size: .875rem; margin-bottom: .35rem }
main > section { margin-bottom: 3.25rem }
.lead { font-size: 1.0625rem }
.label { font-size: .875rem; font-weight: 600; color: var(--muted); margin: 1.1rem 0 .25rem }
.plain, .notes { padding-left: 1.15rem }
.plain li, .notes li { margin-bottom: .25rem }
.notes, .brief { color: var(--muted); font-size: .925rem }
button {
  font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer;
}

nav[aria-label="Contents"] { grid-area: nav; font-size: .9rem }
nav ul { list-style: none; padding: 0; position: sticky; top: 1.5rem }
nav li { margin: 0; border-left: 2px solid var(--rule) }
nav a { display: block; padding: .25rem .8rem; color: var(--muted); text-decoration: none }
nav a:hover { color: var(--ink); text-decoration: underline }

.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .3rem 1.25rem; font-size: .925rem }
.facts > div { display: grid; grid-column: 1 / -1; grid-template-columns: subgrid }
.facts dt { color: var(--muted) }
.facts dd { margin: 0 }
.masthead .facts { margin: 1rem 0 0 }

.badge {
  display: inline-block; padding: .1em .6em .1em .45em; border-radius: 99px;
  font-size: .8125rem; font-weight: 600; line-height: 1.5; white-space: nowrap; letter-spacing: 0;
}
.badge svg { width: 1.05em; height: 1.05em; margin-right: .3em; vertical-align: -.15em; fill: none; stroke: currentColor; stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round }

.summary, .cause, .subsystem, .consequence {
  background: var(--surface); border: 1px solid var(--rule); border-left: 4px solid var(--own-edge); border-radius: 8px;
}
.summary { padding: 1.5rem 1.75rem 1rem }
.narrative { border-left: 4px solid var(--rule); padding-left: 1.5rem }
.narrative li { margin-bottom: .35rem }
.standing { display: flex; flex-wrap: wrap; align-items: baseline; gap: .5rem 1.25rem; margin-bottom: .75rem }
.standing p { margin: 0 }
.standing .badge { font-size: 1rem; padding: .2em .8em .2em .6em }
.score { flex: 0 1 auto }
.score b { font-variant-numeric: tabular-nums }
.score summary b { font-size: 1.35rem }
.sum { list-style: none; padding: .75rem 0 0; font-size: .925rem }
.sum li { display: grid; grid-template-columns: 3.2rem 1fr }

.cause { padding: 1.5rem 1.75rem 1rem; margin-bottom: 1.5rem }
.cause h3 { font-size: 1.2rem; margin-bottom: .6rem }
.rank { color: var(--muted); font-weight: 500 }
.scope { font-weight: 500; color: var(--muted) }
.scope::before { content: "\\2013\\2002" }
.cause + h3, .cause ~ h3 { margin: 2rem 0 1rem }
.steps { padding-left: 1.4rem }
.steps > li { margin-bottom: 1.1rem; padding-left: .25rem; max-width: none }
.steps > li::marker { color: var(--muted); font-variant-numeric: tabular-nums }
.kind {
  font-size: .75rem; font-weight: 650; letter-spacing: .03em; border: 1px solid var(--edge); border-radius: 4px;
  padding: .1em .45em; margin-right: .35em; color: var(--muted);
}
.source { font-size: .825rem; color: var(--muted); margin: .2rem 0 0 }
pre {
  margin: .5rem 0 0; padding: .7rem .9rem; background: var(--raised); border: 1px solid var(--rule); border-radius: 6px;
  overflow-x: auto; font-size: .85rem; line-height: 1.5; tab-size: 2;
}
code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace }

summary { cursor: pointer; list-style: none }
summary::-webkit-details-marker { display: none }
summary::before {
  content: ""; display: inline-block; width: .42em; height: .42em; margin: 0 .7em .12em .1em; border: solid var(--muted);
  border-width: 0 2px 2px 0; transform: rotate(-45deg); transition: transform .12s;
}
details[open] > summary::before { transform: rotate(45deg) translate(-.1em, -.1em) }
@media (prefers-reduced-motion: reduce) { summary::before { transition: none } }
summary h3, summary h4 { display: inline; margin: 0 .4rem 0 0 }
summary h4 { font-size: 1rem }
.subsystem, .consequence { margin-bottom: .75rem }
.subsystem > summary, .consequence > summary { padding: .8rem 1.1rem }
.said { display: block; margin: .3rem 0 0; color: var(--muted); font-size: .9rem; max-width: 52rem }
.inside { padding: .25rem 1.25rem 1rem }
#unfold { float: right; margin-top: -2.75rem }
#unfold button { color: var(--link); font-size: .9rem; text-decoration: underline; text-underline-offset: .15em; padding: .25rem }

.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 24rem), 1fr)); gap: 1.5rem 2rem; margin: .5rem 0 1.5rem }
figure { margin: 0; max-width: 36rem }
figcaption { font-size: .9rem; font-weight: 600; margin-bottom: .35rem }
.plot { display: block; width: 100%; height: auto; font: 12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; font-variant-numeric: tabular-nums }
.legend { list-style: none; padding: 0; margin: .35rem 0 0; display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; font-size: .825rem; color: var(--muted) }
.legend li { display: inline-flex; align-items: center; gap: .4rem }
.legend .badge { font-size: .72rem }
.swatch { width: 1.5rem; height: .5rem; fill: none; stroke-width: 2; flex: none }

@media (max-width: 60rem) {
  body { display: block; padding: 1.5rem 1rem 3rem }
  nav ul { position: static; display: flex; flex-wrap: wrap; gap: .1rem .9rem; margin-bottom: 2rem }
  nav li { border: 0 }
  nav a { padding: .2rem 0; text-decoration: underline; text-underline-offset: .15em }
}
@media (max-width: 36rem) {
  h1 { font-size: 1.5rem }
  h2 { font-size: 1.2rem }
  .summary, .cause { padding: 1.1rem 1rem .75rem }
  .inside { padding: .25rem 1rem 1rem }
  .facts, .facts > div { display: block }
  .facts > div { margin-bottom: .5rem }
  .subsystem > summary, .consequence > summary { padding: .7rem .9rem }
  .said { margin-left: 0 }
  #unfold { float: none; margin: 0 0 .5rem }
}
@media print {
  body { display: block; max-width: none; padding: 0; background: none; font-size: 10pt }
  nav, .skip, #unfold { display: none }
  details::details-content { content-visibility: visible; block-size: auto }
  .summary, .cause, .subsystem, .consequence { border-color: #bbb }
  .badge, .is-ok, .is-watch, .is-degraded, .is-critical, .is-no_data, .is-unknown { print-color-adjust: exact; -webkit-print-color-adjust: exact }
  h2, h3, h4, figcaption, summary { break-after: avoid }
  figure, tr, .steps > li, pre { break-inside: avoid }
  pre { white-space: pre-wrap }
  main > section { margin-bottom: 1.5rem }
}
`
