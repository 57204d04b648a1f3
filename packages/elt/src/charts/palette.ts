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

export const limitStrokes: Readonly<Record<BandLevel, Stroke>> = {
  watch: { color: 'var(--watch-ink,#704800)', dash: [2, 3] },
  degraded: { color: 'var(--degraded-ink,#8f3500)', dash: [6, 3] },
  critical: { color: 'var(--critical-ink,#9b0c24)', dash: [14, 3] },
}
