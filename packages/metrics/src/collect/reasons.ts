import type { AppError } from '@ocp-perf/errors'
import type { Metric } from '../catalog-schema.ts'
import { metricNamesOf, targetSelectorsOf } from '../expression.ts'
import { matchersText } from '../platform/matchers.ts'
import type { PlatformView } from '../platform/platform.ts'
import { list } from './headline.ts'

/** Targets that a metric selects by and that are the trouble. */
interface ScrapeTrouble {
  state: 'down' | 'none'
  reason: string
}

/** How the reason begins for what a recording was taken without. */
export const notRecorded = 'not recorded'

/** Why a metric that does not exist in the source does not. `names` are those that are missing. */
export function absenceReason(metric: Metric, names: readonly string[], view: PlatformView): string {
  const trouble = scrapeTrouble(metric, view)
  if (trouble !== undefined) return trouble.reason
  const missing = `${view.recording ? notRecorded : 'not exported here'}: ${list(names)}`
  if (metric.since !== undefined) return `${missing}${sinceText(metric.since)}`
  if (metric.needs !== undefined) return `${missing}${needsText(metric.needs)}`
  if (metric.until !== undefined) return `${missing} (renamed or gone after ${metric.until})`
  if (!metric.minimal && !view.recording && view.profile.minimal_collection) {
    return `${missing} (the minimal collection profile, where it is on, leaves this out)`
  }
  return missing
}

/** Whether a reason that was given for a metric without a row means that nothing is missed by it. */
export function isNoGap({ quiet, since, needs }: Metric, reason: string): boolean {
  const ends = [...(since === undefined ? [] : [sinceText(since)]), ...(needs === undefined ? [] : [needsText(needs)])]
  return reason === quiet || ends.some((end) => reason.endsWith(end))
}

function sinceText(since: string): string {
  return ` (since ${since})`
}

function needsText(needs: string): string {
  return ` (needs ${needs})`
}

/** Whether all that a metric selects by is scraped, so that its absence is the metric's own. */
export function isScraped(metric: Metric, view: PlatformView): boolean {
  return scrapeTrouble(metric, view) === undefined
}

/** Why a query failed and what to do about it, as one text whose end its reader adds. */
export function failureReason({ message, hint }: AppError): string {
  const sentences = [message, ...(hint === undefined ? [] : [hint])].map((each) => each.replace(/\.$/, ''))
  return sentences.join('. ')
}

/** Why a query that worked answered nothing. */
export function emptyReason(metric: Metric, view: PlatformView): string {
  const trouble = scrapeTrouble(metric, view)
  if (trouble === undefined) return 'no series in this window'
  const { names } = metricNamesOf(metric.query)
  const elsewhere = trouble.state === 'none' && names.length > 0 && names.every((name) => view.has(name) === true)
  return elsewhere ? `present under other labels only; ${trouble.reason}` : trouble.reason
}

function scrapeTrouble(metric: Metric, view: PlatformView): ScrapeTrouble | undefined {
  for (const name of targetSelectorsOf(`${metric.query} ${metric.fallback ?? ''}`, view.profile)) {
    const matchers = view.profile.selectors[name]
    if (matchers === undefined) continue
    const state = view.targets(name)
    const text = matchersText(matchers)
    if (state === 'down') return { state, reason: `no target of $${name} is up (${text})` }
    if (state === 'none') {
      return {
        state,
        reason: `${view.recording ? 'not scraped or not recorded' : 'not scraped'}: no target has ${text} (another name? set selectors.${name} in clusters.yaml)`,
      }
    }
  }
  return undefined
}
