import { z } from 'zod'
import { durationSeconds } from '../query/duration.ts'
import type { AlertInstance, BuildInfo, MetricMetadata, Rule, RuleGroup, Target, TsdbStatus } from '../source.ts'
import { labels } from './query-result.ts'
import { parseSampleValue } from './sample-value.ts'

/** `data` of the API's replies other than queries, as the shapes of `PromSource`. */

export const names = z.array(z.string())

export const labelSets = z.array(labels)

const described = z.object({ type: z.string(), help: z.string(), unit: z.string().default('') })

export const metadata = z
  .record(z.string(), z.array(described))
  .transform((byName): ReadonlyMap<string, MetricMetadata> => {
    // Targets may describe a metric differently; the first description is as good as any.
    return new Map(Object.entries(byName).flatMap(([name, [first]]) => (first === undefined ? [] : [[name, first]])))
  })

const alert = z
  .object({
    labels,
    annotations: labels.default({}),
    state: z.string(),
    activeAt: z.string().nullish(),
    value: z.union([z.string(), z.number()]).nullish(),
  })
  .transform(
    ({ activeAt, value, ...rest }): AlertInstance => ({
      ...rest,
      activeAt: activeAt === undefined || activeAt === null ? null : unixSeconds(activeAt),
      value: typeof value === 'string' ? (parseSampleValue(value) ?? null) : (value ?? null),
    }),
  )

export const alerts = z.object({ alerts: z.array(alert) }).transform((data) => data.alerts)

const rule = z
  .object({
    type: z.enum(['alerting', 'recording']),
    name: z.string(),
    query: z.string(),
    labels: labels.default({}),
    annotations: labels.default({}),
    health: z.string(),
    state: z.string().nullish(),
  })
  .transform(({ state, ...rest }): Rule => ({ ...rest, state: state ?? null }))

const ruleGroup = z.object({ name: z.string(), file: z.string(), rules: z.array(rule) })

export const ruleGroups = z.object({ groups: z.array(ruleGroup) }).transform((data): RuleGroup[] => data.groups)

const target = z
  .object({
    labels,
    health: z.string(),
    lastError: z.string().default(''),
    scrapeUrl: z.string(),
    scrapeInterval: z.string().optional(),
  })
  .transform(
    ({ scrapeInterval, ...rest }): Target => ({
      ...rest,
      scrapeIntervalSeconds: scrapeInterval === undefined ? null : (durationSeconds(scrapeInterval) ?? null),
    }),
  )

export const targets = z.object({ activeTargets: z.array(target) }).transform((data) => data.activeTargets)

export const buildInfo = z
  .object({ version: z.string().optional(), application: z.string().optional(), goVersion: z.string().optional() })
  .transform(
    ({ version, application, goVersion }): BuildInfo => ({
      version: version ?? 'unknown',
      application: application ?? applicationOf(version, goVersion),
    }),
  )

/** Thanos counts its versions from 0, and VictoriaMetrics gives none, or a Prometheus version without the compiler's. */
function applicationOf(version: string | undefined, goVersion: string | undefined): string {
  if (version?.startsWith('0.')) return 'Thanos'
  return goVersion === undefined ? 'VictoriaMetrics' : 'Prometheus'
}

const counted = z.array(z.object({ name: z.string(), value: z.number() }))

export const tsdbStatus = z
  .object({
    headStats: z.object({ numSeries: z.number() }).nullish(),
    // VictoriaMetrics' name for it.
    totalSeries: z.number().nullish(),
    seriesCountByMetricName: counted.nullish(),
  })
  .transform(
    ({ headStats, totalSeries, seriesCountByMetricName }): TsdbStatus => ({
      seriesCount: headStats?.numSeries ?? totalSeries ?? null,
      topMetrics: (seriesCountByMetricName ?? []).map(({ name, value }) => ({ name, series: value })),
    }),
  )

/** Prometheus writes "15d", "15d or 10GiB", or a size alone. */
export const retention = z.object({ storageRetention: z.string().default('') }).transform(({ storageRetention }) => {
  const [time = ''] = storageRetention.split(' ')
  return durationSeconds(time) || null
})

function unixSeconds(rfc3339: string): number | null {
  const milliseconds = Date.parse(rfc3339)
  return Number.isNaN(milliseconds) ? null : milliseconds / 1000
}
