import { z } from 'zod'

/**
 * What a reading means. `no_data`: the query answered with no sample. `unknown`: it could not be judged, because the
 * query failed or because no limit is published. Neither is ever good news.
 */
export const verdictSchema = z.enum(['ok', 'watch', 'degraded', 'critical', 'no_data', 'unknown'])
export type Verdict = z.infer<typeof verdictSchema>

/** The verdicts that a band can give, mildest first. */
export const bandLevels = ['watch', 'degraded', 'critical'] as const
export type BandLevel = (typeof bandLevels)[number]

/** Whether a verdict says that something is wrong, and not only that it could not be judged. */
export function isBad(verdict: Verdict): verdict is BandLevel {
  return bandLevels.some((level) => level === verdict)
}

// Missing evidence outranks `ok`, so that a panel is good only when all that can be judged was seen.
const rank: Record<Verdict, number> = { ok: 0, unknown: 1, no_data: 2, watch: 3, degraded: 4, critical: 5 }

/** Sorts verdicts worst first. */
export function compareVerdicts(a: Verdict, b: Verdict): number {
  return rank[b] - rank[a]
}

/** The worst of some verdicts; `no_data` for none at all. */
export function worstVerdict(verdicts: Iterable<Verdict>): Verdict {
  let worst: Verdict | undefined
  for (const verdict of verdicts) if (worst === undefined || rank[verdict] > rank[worst]) worst = verdict
  return worst ?? 'no_data'
}
