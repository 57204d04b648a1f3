import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { nearNames } from '@ocp-perf/errors'
import { z } from 'zod'
import { bandsProblem, type Group, type Metric } from '../catalog-schema.ts'
import { readYaml, refusal } from './read-yaml.ts'

const fileName = 'thresholds.yml'

const overrideSchema = z
  .strictObject({
    watch: z.number().optional(),
    degraded: z.number().optional(),
    critical: z.number().optional(),
    /** Where the figures come from; this file when it is not said. */
    source: z.string().min(1).default(`config/${fileName}`),
  })
  .refine(({ source: _, ...limits }) => Object.keys(limits).length > 0, 'names no limit')

/** An empty file, or one of comments, is null. */
const thresholdsSchema = z
  .record(z.string(), overrideSchema)
  .nullable()
  .transform((overrides) => overrides ?? {})
type Override = z.infer<typeof overrideSchema>

/**
 * Puts a user's own limits (`config/thresholds.yml`: metric id → limits) over the catalog's. What is not named keeps
 * its figure; an override holds for every profile. Unknown ids are refused.
 */
export function applyThresholds(configDirectory: string, groups: readonly Group[]): Group[] {
  const path = join(configDirectory, fileName)
  if (!existsSync(path)) return [...groups]
  const overrides = new Map(Object.entries(readYaml(path, fileName, thresholdsSchema)))
  const metrics = new Map(groups.flatMap((group) => group.metrics.map((metric) => [metric.id, metric] as const)))
  const problems: string[] = []
  for (const [id, override] of overrides) {
    const metric = metrics.get(id)
    if (metric === undefined) {
      const near = nearNames(id, metrics.keys(), 3)
      problems.push(`entry ${id}: no such metric${near.length === 0 ? '' : `; near: ${near.join(', ')}`}`)
      continue
    }
    const { bands } = overridden(metric, override)
    for (const limits of bands === undefined ? [] : [bands, ...Object.values(bands.profiles ?? {})]) {
      const problem = bandsProblem(limits, metric.better)
      if (problem !== undefined) problems.push(`entry ${id}: ${problem} (together with the catalog's figures)`)
    }
  }
  if (problems.length > 0) throw refusal(fileName, [...new Set(problems)])
  return groups.map((group) => ({
    ...group,
    metrics: group.metrics.map((metric) => {
      const override = overrides.get(metric.id)
      return override === undefined ? metric : overridden(metric, override)
    }),
  }))
}

function overridden(metric: Metric, override: Override): Metric {
  const { profiles, ...base } = metric.bands ?? { hold: 'sustained' as const }
  const perProfile = Object.entries(profiles ?? {}).map(([id, limits]) => [id, { ...limits, ...override }] as const)
  return { ...metric, bands: { ...base, ...override, profiles: Object.fromEntries(perProfile) } }
}
