/** Tables: wide ones scroll in their own box and keep the names of their rows in sight. */
export const tableStyle = `
.scroll { position: relative; overflow-x: auto; margin: .5rem 0 1.25rem; border: 1px solid var(--rule); border-radius: 8px; background: var(--surface) }
.scroll:focus-visible { outline-offset: 0 }
table { border-collapse: separate; border-spacing: 0; width: 100%; font-size: .875rem; line-height: 1.4 }
caption {
  text-align: left; font-weight: 600; padding: .7rem .85rem .5rem; color: var(--muted); font-size: .825rem;
}
caption.heard { position: absolute; width: 1px; height: 1px; padding: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
th, td { padding: .42rem .6rem; text-align: left; vertical-align: top; border-top: 1px solid var(--rule); font-weight: 400 }
thead tr:first-child th { border-top: 0 }
caption:not(.heard) + thead th { border-top: 1px solid var(--rule) }
thead th {
  font-size: .8rem; font-weight: 600; color: var(--muted); white-space: nowrap; background: var(--raised); vertical-align: bottom;
}
thead th[data-kind="number"], thead th[data-kind="time"], td.number, td.time { text-align: right }
td.number, td.time { font-variant-numeric: tabular-nums; white-space: nowrap }
tbody th[scope="row"] {
  font-weight: 500; position: sticky; left: 0; z-index: 1; background: var(--surface); min-width: 8.5rem; max-width: 20rem;
}
tbody th[scope="row"].is-watch { background: var(--watch-tint) }
tbody th[scope="row"].is-degraded { background: var(--degraded-tint) }
tbody th[scope="row"].is-critical { background: var(--critical-tint) }
td.text { min-width: 4rem; max-width: 30rem }
td.is-watch, td.is-degraded, td.is-critical { font-weight: 600 }
thead button { font-weight: 600; text-align: inherit; white-space: nowrap; border-radius: 3px }
thead button:hover { color: var(--ink) }
thead button::after { content: "\\2195"; opacity: .55; margin-left: .2em; font-size: .8em }
th[aria-sort="ascending"] button::after { content: "\\2191"; opacity: 1 }
th[aria-sort="descending"] button::after { content: "\\2193"; opacity: 1 }
th[aria-sort] button { color: var(--ink) }
tr.group th { background: var(--raised); padding: .55rem .85rem }
tr.group div { position: sticky; left: .85rem; display: inline-block; max-width: min(100%, calc(100vw - 5rem)) }
.metric { font-weight: 650; margin-right: .35rem }
.limits { color: var(--muted); font-size: .825rem; margin-left: .35rem }
tr.omitted td { color: var(--muted); font-style: italic }
td.course { padding-top: .3rem; padding-bottom: .3rem; color: var(--series-1) }
.sparkline { display: block; width: 5.5rem; height: 1.375rem; overflow: visible; fill: none; stroke: currentColor; stroke-width: 1.5; stroke-linejoin: bevel }
@media (max-width: 36rem) {
  th, td { padding: .4rem .6rem }
  tbody th[scope="row"] { max-width: 9rem; min-width: 4.5rem }
  td.text { min-width: 7rem }
  tr.group div { left: .6rem }
}
@media print {
  .scroll { overflow: visible; border-radius: 0 }
  table { font-size: 8pt }
  th, td { padding: .2rem .4rem }
  thead button::after { content: none }
  thead { display: table-header-group }
  tbody th[scope="row"], tr.group div { position: static }
}
`
