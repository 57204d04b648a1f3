import type { BandLevel } from '@ocp-perf/panel'

/** Custom properties that the page sets for its light and its dark theme; the second value serves a lone SVG. */
export const ink = 'var(--ink,#1c2128)'
export const muted = 'var(--muted,#57606a)'
export const rule = 'var(--rule,#d8dee4)'

/** How a line is drawn: colour and dashes both tell it apart. */
export interface Stroke {
  color: string
  dash: 'solid' | readonly number[]
}

const hues = ['#0072b2', '#b34700', '#00795c', '#a6407f', '#7a6200', '#4a5fc1', '#8a2d3b', '#50565c']
const dashes: readonly Stroke['dash'][] = ['solid', [7, 3], [2, 2], [9, 3, 2, 3], [4, 2], [12, 3], [1, 3], [6, 2, 1, 2]]

/** As many rows as one chart draws. */
export const strokes: readonly Stroke[] = hues.map((hue, index) => ({
  color: `var(--series-${index + 1},${hue})`,
  dash: dashes[index] ?? 'solid',
}))

export const limitColors: Readonly<Record<BandLevel, string>> = {
  watch: 'var(--watch-ink,#7a4f00)',
  degraded: 'var(--degraded-ink,#953800)',
  critical: 'var(--critical-ink,#a40e26)',
}
