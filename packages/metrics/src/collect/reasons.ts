import type { Metric } from '../catalog-schema.ts'
import { metricNamesOf, selectorsOf } from '../expression.ts'
import { matchersText } from '../platform/matchers.ts'
import type { PlatformView } from '../platform/platform.ts'

/** Why a metric that does not exist in the source does not. */
export function absenceReason(metric: Metric, names: readonly string[], view: PlatformView): string {
  const unscraped = scrapeReason(metric, view)
  if (unscraped !== undefined) return unscraped
  const what = names.length === 0 ? 'the metric' : names.slice(0, 2).join(' and ')
  if (!metric.minimal && view.profile.minimal_collection) {
    return `${what} is not collected; the minimal collection profile leaves it out`
  }
  if (metric.since !== undefined) return `${what} does not exist here; it came with ${metric.since}`
  if (metric.until !== undefined) return `${what} does not exist here; it went or was renamed after ${metric.until}`
  return `${what} is not exported here`
}

/** Why a query that worked answered nothing. */
export function emptyReason(metric: Metric, view: PlatformView): string {
  const unscraped = scrapeReason(metric, view)
  if (unscraped === undefined) return 'no series in this window'
  const { names } = metricNamesOf(metric.query)
  const elsewhere = names.length > 0 && names.every((name) => view.has(name) === true)
  return elsewhere ? `present under other labels only; ${unscraped}` : unscraped
}

/** Speaks of the targets that a metric selects by, where they are the trouble. */
function scrapeReason(metric: Metric, view: PlatformView): string | undefined {
  for (const name of selectorsOf(metric.query, view.profile)) {
    const matchers = view.profile.selectors[name]
    // A selector without a job narrows another: its labels are the series' own, not a target's.
    if (matchers?.job === undefined) continue
    const state = view.targets(name)
    if (state === 'down') return `no target of $${name} is up (${matchersText(matchers)})`
    if (state === 'none') {
      return `not scraped: no target has ${matchersText(matchers)} (another name? set selectors.${name} in clusters.yaml)`
    }
  }
  return undefined
}
