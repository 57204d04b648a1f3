import { fitsMatchers } from '@ocp-perf/metrics'
import { type Row, type Verdict, worstVerdict } from '@ocp-perf/panel'

/** What a profile looks for, by selector: its state, and the share of its targets that answer now. */
export interface WatchedTargets {
  targets: Record<string, 'up' | 'down' | 'none'>
  /** Only where not all of them answer: selector → share. */
  shares: Record<string, number>
}

/** The state of a selector's targets as their newest scrapes tell it; where there is none, as the platform was found. */
export function watchedTargets(
  selectors: Readonly<Record<string, { job?: string | undefined }>>,
  rows: readonly Row[],
  found: (selector: string) => 'up' | 'down' | 'none',
): WatchedTargets {
  const watched: WatchedTargets = { targets: {}, shares: {} }
  for (const [selector, { job }] of Object.entries(selectors)) {
    // A selector without a job narrows another one and has no targets of its own.
    if (job === undefined) continue
    watched.targets[selector] = found(selector)
    const shares = rows.flatMap(({ labels, last }) =>
      last !== null && fitsMatchers({ job }, { job: labels.job ?? '' }) ? [last] : [],
    )
    // A selector may want more than the job, such as a namespace, so that one without targets stays without.
    if (shares.length === 0 || watched.targets[selector] === 'none') continue
    watched.targets[selector] = Math.max(...shares) > 0 ? 'up' : 'down'
    const least = Math.min(...shares)
    if (least < 1) watched.shares[selector] = least
  }
  return watched
}

/** Never ok while a target that the profile looks for is down, however briefly or however few. */
export function verdictWithTargets(verdict: Verdict, { targets, shares }: WatchedTargets): Verdict {
  const down = Object.values(targets).includes('down') || Object.keys(shares).length > 0
  return down ? worstVerdict([verdict, 'watch']) : verdict
}
