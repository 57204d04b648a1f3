import type { Window } from '@ocp-perf/panel'
import { gridOf } from '@ocp-perf/promql'

/** A stretch of time, unix seconds, on no grid yet. */
export interface Span {
  start: number
  end: number
}

/** Steps that people read easily, in seconds. */
const niceSteps = [
  1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 14_400, 21_600, 43_200, 86_400,
]
const day = 86_400

/** The most points that a series of a window has. */
export const maxPoints = 300

/** Scrapes that a rate needs to outlive one that was missed. */
const scrapesPerRate = 4

/** Of so many points a metric of a node consists over all nodes; a large fleet is seen on a coarser grid. */
const maxPointsOfAll = 60 * maxPoints
/** As few points still show how long something lasts. */
const fewestPoints = 30

/** The most points that a series of one of so many nodes has, so that the cost of a fleet grows no faster than itself. */
export function pointsFor(nodes: number): number {
  return Math.min(maxPoints, Math.max(fewestPoints, Math.floor(maxPointsOfAll / Math.max(1, nodes))))
}

/** Whether so many nodes are seen on a coarser grid. */
export function isLargeFleet(nodes: number): boolean {
  return pointsFor(nodes) < maxPoints
}

/** The shortest easy step that is no shorter than a scrape and keeps the span within so many points. Seconds. */
export function chooseStep(spanSeconds: number, scrapeSeconds: number, most = maxPoints): number {
  const shortest = Math.max(scrapeSeconds, spanSeconds / (most - 1))
  return niceSteps.find((step) => step >= shortest) ?? Math.ceil(shortest / day) * day
}

/**
 * Lays a span on the grid of its step: the end is moved down by less than a step and less than a minute, so that the same
 * question asked twice within that time is the same query and a long step does not hide what happens now. The start lies
 * whole steps before it, one at least.
 */
export function alignWindow(span: Span, step: number): Window {
  const grid = gridOf(step)
  const end = Math.floor(span.end / grid) * grid
  return { start: end - Math.max(1, Math.floor((span.end - span.start) / step)) * step, end, step }
}

/** `$window`: at least four scrapes, no shorter than the step (or samples would be skipped) nor than `minWindow`. */
export function rateWindow(scrapeSeconds: number, step: number, minWindow = 0): number {
  return Math.ceil(Math.max(scrapesPerRate * scrapeSeconds, step, minWindow))
}
