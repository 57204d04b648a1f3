import type { Chart, ChartPoints, Overview, Range } from '@ocp-perf/agents/contract'
import type { Window } from '@ocp-perf/panel'

/** What a glance can be compared with. */
export const shifts = [
  { id: 'day', seconds: 86_400, option: 'The same time yesterday', name: 'a day earlier' },
  { id: 'week', seconds: 604_800, option: 'The same time last week', name: 'a week earlier' },
] as const
export type Shift = (typeof shifts)[number]

/** The window that a glance was taken over; undefined where no domain could be looked at. */
export function windowOfGlance({ domains }: Overview): Window | undefined {
  return domains.flatMap(({ diagnosis }) => diagnosis?.window ?? [])[0]
}

// An earlier window is asked for anew when the present one has moved on this far.
const earlierStepSeconds = 300

/** The window as long before, its end rounded up so that it stays the same for a while as the present one moves on. */
export function earlierWindow({ start, end, step }: Window, shift: number): Window {
  const last = Math.ceil(end / earlierStepSeconds) * earlierStepSeconds
  return { start: last - (end - start) - earlierStepSeconds - shift, end: last - shift, step }
}

/** A window of the length of a glance as the tools take it. */
export function earlierRange(window: Window, shift: number): Range {
  const { end } = earlierWindow(window, shift)
  return { start_time: isoOf(end - (window.end - window.start)), end_time: isoOf(end) }
}

const isoOf = (seconds: number): string => new Date(seconds * 1000).toISOString()

// Beyond it a window ends in the past: over a recording nothing new comes.
const liveSeconds = 600

/** Whether new samples come to a glance that was seen at a time, in unix seconds. */
export function isLive(range: Range, window: Window, seenAt: number): boolean {
  return 'duration' in range && Math.abs(seenAt - window.end) < liveSeconds
}

/** A window that has moved on with the clock since it was seen, on the grid of its steps. */
export function movedOn({ start, end, step }: Window, seenAt: number, now: number): Window {
  const passed = Math.max(0, Math.floor((now - seenAt) / step) * step)
  return { start: start + passed, end: end + passed, step }
}

/** A chart with newer lines, each in its own colour still: those it had stay in their order, others follow. */
export function withLines(chart: Chart, points: readonly ChartPoints[]): Chart {
  const fresh = points.find(({ metric }) => metric === chart.metric)
  if (fresh === undefined) return chart
  const known = chart.series.flatMap(({ name }) => fresh.series.find((each) => each.name === name) ?? [])
  const others = fresh.series.filter((each) => !known.includes(each))
  return { ...chart, series: [...known, ...others], omitted: fresh.omitted }
}
