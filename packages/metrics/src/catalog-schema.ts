import { unitSchema } from '@ocp-perf/panel'
import { z } from 'zod'

/** A value is over a limit when it is strictly above it, or strictly below it for `better: higher`. */
const limits = {
  watch: z.number().optional(),
  degraded: z.number().optional(),
  critical: z.number().optional(),
  source: z.url(),
}

/** Limits of a metric, each with the document they come from; `profiles` holds other figures where sources differ. */
const bandsSchema = z.strictObject({
  ...limits,
  profiles: z.record(z.string(), z.strictObject(limits)).optional(),
  /**
   * What counts as over a limit. `sustained`: a tenth of the window and three samples, or the three newest samples at
   * its end; more where one bad scrape shows in several points. `event`: a single sample, for rare events such as a lost
   * leader.
   */
  hold: z.enum(['sustained', 'event']).default('sustained'),
})

/** One metric of the catalog. All that the product knows about a metric stands here. */
export const metricSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z][a-z0-9_]*$/),
    title: z.string().max(60),
    /** One sentence: what it measures and why one looks at it. */
    brief: z.string().max(300),
    unit: unitSchema,
    better: z.enum(['lower', 'higher', 'none']),
    /** Labels a row is keyed by, as rows name them: member, peer, node, device, pod … */
    by: z.array(z.string()),
    /** False where its pods are a few of the cluster's own, however many nodes there are. */
    per_node: z.boolean().default(true),
    /** PromQL with `$window`, selectors (`$etcd`, `$node` …) and profile labels (`$member`, `$nodeLabel`, `$peer`). */
    query: z.string(),
    /** Another expression for clusters that lack the metric; used when the first returns nothing. */
    fallback: z.string().optional(),
    bands: bandsSchema.optional(),
    /**
     * The smallest figure that matters, in the metric's unit: a rise that stays below it is told as none. Our own choice,
     * in place of a limit where none is published; it never gives a verdict.
     */
    noise: z.number().positive().optional(),
    /** How often the source observes it, where that is more rarely than it is scraped: its onset is known no better. */
    period: z
      .string()
      .regex(/^\d+[smh]$/)
      .optional(),
    /** Shortest rate window that makes sense, such as `5m` for a signal that its source samples rarely. */
    min_window: z
      .string()
      .regex(/^\d+[smh]$/)
      .optional(),
    /** Profiles it applies to, where that is not all. */
    profiles: z.array(z.string()).optional(),
    /** Product versions between which the source exports it, such as `etcd 3.5`. */
    since: z.string().optional(),
    until: z.string().optional(),
    /** What its source must have or be told to export it, where most have not: a bond, a flag. Its absence is no gap. */
    needs: z.string().max(60).optional(),
    /** False when OpenShift's minimal collection profile drops it. */
    minimal: z.boolean().default(true),
    /**
     * Why having no sample is nothing to worry about, where that is so: nobody called, or it needs an hour of history.
     * Such a metric, while silent, is no gap in the evidence.
     */
    quiet: z.string().max(80).optional(),
    /** The field of a structured answer that its rows fill, such as `leader` of a cluster's status. */
    fills: z
      .string()
      .regex(/^[a-z][a-z_]*$/)
      .optional(),
    /** Names in the Python original that it stands for. */
    seed: z.array(z.string()).default([]),
  })
  .superRefine(checkMetric)
export type Metric = z.infer<typeof metricSchema>

export const groupSchema = z.strictObject({
  title: z.string(),
  /** What the group answers, for the model that looks for it. */
  brief: z.string(),
  metrics: z.array(metricSchema).min(1),
})

/** `name` is the file's path below `config/metrics` without its ending: `etcd/disk-wal-fsync`. */
export type Group = z.infer<typeof groupSchema> & { name: string }

type Limits = Partial<Record<'watch' | 'degraded' | 'critical', number | undefined>>

/** What makes the figures of a band impossible to judge by, or nothing. A milder limit must be reached first. */
export function bandsProblem(limits: Limits, better: 'lower' | 'higher' | 'none'): string | undefined {
  if (better === 'none') return 'a metric that is neither better low nor high has no limits'
  const figures = [limits.watch, limits.degraded, limits.critical].filter((figure) => figure !== undefined)
  if (figures.length === 0) return 'names no limit'
  const rising = better === 'lower' ? figures : figures.toReversed()
  const sorted = rising.every((figure, index) => index === 0 || figure >= (rising[index - 1] ?? figure))
  return sorted ? undefined : `watch, degraded, critical must ${better === 'lower' ? 'rise' : 'fall'} in this order`
}

function checkMetric(
  metric: { better: 'lower' | 'higher' | 'none'; by: string[]; bands?: z.infer<typeof bandsSchema> | undefined },
  context: z.RefinementCtx,
): void {
  const refuse = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message })
  if (new Set(metric.by).size < metric.by.length) refuse(['by'], 'names a label twice')
  if (metric.bands === undefined) return
  const problem = bandsProblem(metric.bands, metric.better)
  if (problem !== undefined) refuse(['bands'], problem)
  for (const [profile, limits] of Object.entries(metric.bands.profiles ?? {})) {
    const odd = bandsProblem(limits, metric.better)
    if (odd !== undefined) refuse(['bands', 'profiles', profile], odd)
  }
}
