import type { Frame } from '@ocp-perf/promql'
import type { Matchers } from '../profile-schema.ts'
import { fitsMatchers } from './matchers.ts'

/**
 * Ranges over which scrapes are counted, seconds. A little less than whole minutes, so that a count does not depend on
 * whether a range includes its left end, which Prometheus 2 and 3 answer differently.
 */
export const countedRanges = [595, 295, 115, 55] as const

/** What is assumed where too few scrapes were seen to tell. */
export const defaultInterval = 30

/** Fewer scrapes in a range than this say nothing about their distance. */
const enoughScrapes = 3
/** An interval between these is meant to be one of them. */
const usualIntervals = [1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 300]
const usualSlack = 0.2
/** A target that was scraped for less of the longest range than this has not been there all along. */
const youngShare = 0.7

/**
 * One query that tells which targets there are, which are up, and how often each is scraped. A single count over ten
 * minutes would make a target that is two minutes old look as if it were scraped rarely, so shorter ranges stand beside.
 */
export const targetsQuery = targetsQuestion('max_over_time(up[10m])', 'up')

/** The same question, of what is 1 where a target is up and of series that have a sample for each scrape. */
export function targetsQuestion(isUp: string, counted: string): string {
  return [
    `label_replace(max by (job, namespace) (${isUp}), "seen", "up", "", "")`,
    ...countedRanges.map(
      (range) =>
        `label_replace(max by (job, namespace) (count_over_time(${counted}[${range}s])), "seen", "${range}", "", "")`,
    ),
  ].join(' or ')
}

/** The targets of one job in one namespace. */
export interface TargetFacts {
  job: string
  namespace: string
  /** Whether any was up in the last ten minutes. */
  up: boolean
  /** Seconds between scrapes of the target that was scraped most often. */
  interval: number
  /** True while it is younger than what is counted, so that the interval is a guess. */
  young: boolean
}

/** Reads the answer to either question. */
export function readTargets(frame: Frame): TargetFacts[] {
  const seen = new Map<string, { job: string; namespace: string; up: boolean; counts: Map<number, number> }>()
  for (const { labels, values } of frame.series) {
    const job = labels.job ?? ''
    const namespace = labels.namespace ?? ''
    const key = JSON.stringify([job, namespace])
    const facts = seen.get(key) ?? { job, namespace, up: false, counts: new Map<number, number>() }
    seen.set(key, facts)
    const value = values.at(-1) ?? Number.NaN
    if (labels.seen === 'up') facts.up = value > 0
    else facts.counts.set(Number(labels.seen), value)
  }
  return [...seen.values()].map(({ counts, ...facts }) => {
    const interval = estimateInterval(counts)
    const [longest] = countedRanges
    return { ...facts, interval, young: (counts.get(longest) ?? 0) * interval < youngShare * longest }
  })
}

/**
 * Seconds between scrapes, from the number of scrapes in several ranges (range in seconds → count). The longest range is
 * the most exact, unless a shorter one shows that the target is younger than it.
 */
export function estimateInterval(counts: ReadonlyMap<number, number>): number {
  let estimate: number | undefined
  for (const [range, scrapes] of [...counts].sort(([a], [b]) => b - a)) {
    if (!(scrapes >= enoughScrapes)) continue
    const found = range / scrapes
    // Counting whole scrapes is off by one at most: more than that is a target that was not there all the time.
    if (estimate === undefined || range / (scrapes - 1) < estimate) estimate = found
  }
  if (estimate === undefined) return defaultInterval
  const found = estimate
  const away = (usual: number) => Math.abs(found / usual - 1)
  const nearest = usualIntervals.reduce((best, usual) => (away(usual) < away(best) ? usual : best))
  return away(nearest) <= usualSlack ? nearest : Math.max(1, Math.round(found))
}

/** The targets that a selector means, judged by the labels that are known of them. */
export function targetsOf(matchers: Matchers, targets: readonly TargetFacts[]): TargetFacts[] {
  const known = Object.fromEntries(
    Object.entries(matchers).filter(([label]) => label === 'job' || label === 'namespace'),
  )
  return targets.filter(({ job, namespace }) => fitsMatchers(known, { job, namespace }))
}
