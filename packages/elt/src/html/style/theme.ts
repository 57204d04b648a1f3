/**
 * Colours of both themes. Text on its background has a contrast of at least 4.5 to 1, a line in a chart at least 3 to 1
 * (WCAG 2.2 AA); the hues of lines keep apart in the common kinds of colour blindness.
 */
export const themeStyle = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --surface: #ffffff; --raised: #f6f7f9; --ink: #1c2128; --muted: #57606a; --rule: #d8dee4; --edge: #b8c0c8;
  --link: #0b57a4; --focus: #0b57a4;
  --ok-ink: #116329; --ok-tint: #e3f4e8; --ok-edge: #4f9e67;
  --watch-ink: #704800; --watch-tint: #fff2cc; --watch-edge: #c99a1a;
  --degraded-ink: #8f3500; --degraded-tint: #ffe6d6; --degraded-edge: #d9671f;
  --critical-ink: #9b0c24; --critical-tint: #ffe1e5; --critical-edge: #cf2840;
  --none-ink: #454c54; --none-tint: #e9ecef; --none-edge: #98a1aa;
  --series-1: #0072b2; --series-2: #b34700; --series-3: #00795c; --series-4: #a6407f;
  --series-5: #7a6200; --series-6: #4a5fc1; --series-7: #8a2d3b; --series-8: #50565c;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #0e1217; --surface: #151a21; --raised: #1c222b; --ink: #e6eaef; --muted: #a0abb6; --rule: #2d343d; --edge: #4a535e;
    --link: #84bdff; --focus: #84bdff;
    --ok-ink: #85e0a3; --ok-tint: #14301f; --ok-edge: #3f8a58;
    --watch-ink: #f1cd6b; --watch-tint: #352b0d; --watch-edge: #a5822a;
    --degraded-ink: #ffb184; --degraded-tint: #3d2414; --degraded-edge: #c96a33;
    --critical-ink: #ffa3ad; --critical-tint: #46181f; --critical-edge: #d64c5d;
    --none-ink: #b9c2cc; --none-tint: #262d36; --none-edge: #6a747f;
    --series-1: #56b4e9; --series-2: #ff9f5a; --series-3: #3fd0a4; --series-4: #e8a0cb;
    --series-5: #e6d25a; --series-6: #9fb0ff; --series-7: #ff9aa5; --series-8: #c2cad3;
  }
}
.is-ok { color: var(--ok-ink); background: var(--ok-tint) }
.is-watch { color: var(--watch-ink); background: var(--watch-tint) }
.is-degraded { color: var(--degraded-ink); background: var(--degraded-tint) }
.is-critical { color: var(--critical-ink); background: var(--critical-tint) }
.is-no_data, .is-unknown { color: var(--none-ink); background: var(--none-tint) }
.edge-ok { --own-edge: var(--ok-edge) }
.edge-watch { --own-edge: var(--watch-edge) }
.edge-degraded { --own-edge: var(--degraded-edge) }
.edge-critical { --own-edge: var(--critical-edge) }
.edge-no_data, .edge-unknown { --own-edge: var(--none-edge) }
`
