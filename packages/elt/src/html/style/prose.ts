/** What was asked and written in a conversation. */
export const proseStyle = `
.turn h2 { white-space: pre-wrap; overflow-wrap: anywhere }
.turn > .kicker { margin-top: -.6rem }
.prose { margin: 1rem 0 }
.prose h1, .prose h2, .prose h3 { font-size: 1.05rem; margin: 1.1rem 0 .5rem }
.prose blockquote { margin: 0; padding-left: .9rem; border-left: 3px solid var(--rule); color: var(--muted) }
.prose .table-box { overflow-x: auto; margin: .75rem 0; border: 1px solid var(--rule); border-radius: 6px }
.prose .table-box + * { margin-top: 1rem }
.prose :not(pre) > code { padding: .08em .35em; background: var(--raised); border: 1px solid var(--rule); border-radius: 4px; overflow-wrap: anywhere }
.call { margin: .75rem 0; color: var(--muted); font-size: .9rem }
.call code { color: var(--ink); overflow-wrap: anywhere }
.fault { padding: .7rem 1rem; background: var(--surface); border: 1px solid var(--rule); border-left: 4px solid var(--critical-edge); border-radius: 8px }
.turn > .summary { margin-bottom: 1.5rem }
.turn > h3 { margin: 1.75rem 0 .6rem }
.walk li { margin-bottom: .6rem }
`
