import { type Level, listDomains, loadLevels, loadRules, type Rules } from '@ocp-perf/analysis'
import { type AnalyzerContext, createContext, diagnoseCluster, diagnoseLevels, readRecording } from '@ocp-perf/analyzer'
import { AppError } from '@ocp-perf/errors'
import { type Catalog, type Collected, loadCatalog, loadProfiles, locateConfig, type Metric } from '@ocp-perf/metrics'
import { clusterOfFile } from '@ocp-perf/ocp-auth'
import type { Diagnosis, LevelWalk } from '@ocp-perf/panel'
import type { Recording } from '@ocp-perf/promql'
import { createEngineSource, type SampleStore } from '@ocp-perf/promql-engine'
import { type Hidden, hideFamilies } from './hide-families.ts'

/** Unix seconds, both included. */
export interface Span {
  start: number
  end: number
}

/** A dump in memory that can be diagnosed again and again, whole or with families left out. */
export interface OpenRecording {
  rules: Rules
  catalog: Catalog
  /** The names of all that it holds, or of what is left of it. */
  families(hidden?: Hidden): Promise<ReadonlySet<string>>
  diagnose(span: Span, hidden?: Hidden): Promise<Judged>
}

/** The same, of which single metrics can be measured too. */
export interface MeasurableRecording extends OpenRecording {
  measure(metrics: readonly Metric[], span: Span): Promise<Collected>
  /** Every domain, level by level. */
  walk(span: Span): Promise<LevelWalk>
}

export interface Judged {
  diagnosis: Diagnosis
  /** Seconds between scrapes of the domain's own targets. */
  interval: number
}

const quiet = () => {}
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet }
/** The samples are in memory, so that an answer is late only where the machine does something else. */
const patienceMs = 300_000
/** More than there are. */
const mostRows = 10_000

/** What diagnoses go by, read once for many. */
export interface Knowledge {
  /** Throws `not_found` for a domain without rules. */
  rules(domain: string): Rules
  domains: readonly string[]
  levels: readonly Level[]
  catalog: Catalog
  profiles: ReturnType<typeof loadProfiles>
}

export function loadKnowledge(): Knowledge {
  const configDir = locateConfig({}, import.meta.url)
  const catalog = loadCatalog(configDir)
  const rules = new Map(listDomains(configDir).map((domain) => [domain, loadRules(configDir, domain, catalog)]))
  return {
    catalog,
    profiles: loadProfiles(configDir),
    domains: [...rules.keys()],
    levels: loadLevels(configDir),
    rules: (domain) => {
      const known = rules.get(domain)
      if (known !== undefined) return known
      throw new AppError('not_found', `There are no rules for ${JSON.stringify(domain)}.`, {
        hint: `There are some for ${[...rules.keys()].join(', ')}.`,
      })
    },
  }
}

/**
 * Reads a dump as every server and command with `--from` reads it, for one domain. Throws as `readRecording` does; `diagnose` throws the
 * `AppError`s that a user would be shown.
 */
export async function openRecording(
  { file, domain }: { file: string; domain: string },
  knowledge: Knowledge = loadKnowledge(),
  signal?: AbortSignal,
): Promise<MeasurableRecording> {
  const { store, recording } = await readRecording(file, { log, signal })
  return openSamples({ file, domain, store, recording }, knowledge, signal)
}

/** The same for samples that need not be read. */
export function openSamples(
  { file, domain, store, recording }: Samples,
  { rules: rulesOf, domains, levels, catalog, profiles }: Knowledge,
  signal?: AbortSignal,
): MeasurableRecording {
  const rules = rulesOf(domain)
  const view = (hidden: Hidden | undefined) => (hidden === undefined ? store : hideFamilies(store, hidden))
  const contextOver = (hidden: Hidden | undefined) =>
    createContext({
      server: { name: 'eval', version: '0', startedAt: 0 },
      clusters: [clusterOfFile(file, {})],
      catalog: () => catalog,
      profiles: () => profiles,
      domains: () => domains,
      levels: () => levels,
      rules: rulesOf,
      // The samples are at hand, whatever they are from.
      connect: async ({ name }) => ({ name, via: 'file', file, foundBy: file, warnings: [] }),
      openSource: () => createEngineSource({ store: view(hidden), recording }),
      queryLimitMs: patienceMs,
      connectLimitMs: patienceMs,
    })
  const within = async <T>(hidden: Hidden | undefined, ask: (context: AnalyzerContext) => Promise<T>): Promise<T> => {
    const context = contextOver(hidden)
    try {
      return await ask(context)
    } finally {
      await context.close()
    }
  }
  const windowOf = ({ start, end }: Span) => ({ start_time: String(start), end_time: String(end) })
  return {
    rules,
    catalog,
    families: async (hidden) => {
      const span = store.span()
      const sets = span === undefined ? [] : await view(hidden).labelSets([], span, signal)
      return new Set(sets.flatMap(({ __name__ }) => __name__ ?? []))
    },
    diagnose: (span, hidden) =>
      within(hidden, async (context) => {
        const { diagnosis, cluster } = await diagnoseCluster(context, domain, windowOf(span), { signal })
        return { diagnosis, interval: cluster.platform.interval(domain) }
      }),
    walk: (span) => within(undefined, (context) => diagnoseLevels(context, windowOf(span), { signal })),
    measure: (metrics, span) =>
      within(undefined, async (context) => {
        const { collector } = await context.cluster(undefined, signal)
        return await collector.metrics(domain, metrics, { ...windowOf(span), top: mostRows }, signal)
      }),
  }
}

interface Samples {
  /** Where they are from. */
  file: string
  domain: string
  store: SampleStore
  recording: Recording
}
