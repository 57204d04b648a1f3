import type { Frame, Labels } from './source.ts'

/** An answer without series, for sources that have nothing to say. */
export function emptyFrame(warnings: readonly string[] = []): Frame {
  return { series: [], warnings, partial: false }
}

/** One text per label set, whatever the order of its labels. */
export function labelsKey(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
}
