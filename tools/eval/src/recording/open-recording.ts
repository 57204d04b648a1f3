import { loadRules, type Rules } from '@ocp-perf/analysis'
import { createContext, diagnoseCluster, readRecording } from '@ocp-perf/analyzer'
import { type Catalog, loadCatalog, loadProfiles, locateConfig } from '@ocp-perf/metrics'
import { clusterOfFile, connect } from '@ocp-perf/ocp-auth'
import type { Diagnosis } from '@ocp-perf/panel'
import { createEngineSource } from '@ocp-perf/promql-engine'
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

export interface Judged {
  diagnosis: Diagnosis
  /** Seconds between scrapes of the domain's own targets. */
  interval: number
}

const quiet = () => {}
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet }
const domain = 'etcd'

/**
 * Reads a dump as every server and command with `--from` reads it. Throws as `readRecording` does; `diagnose` throws the
 * `AppError`s that a user would be shown.
 */
export async function openRecording(file: string, signal?: AbortSignal): Promise<OpenRecording> {
  const configDir = locateConfig({}, import.meta.url)
  const catalog = loadCatalog(configDir)
  const profiles = loadProfiles(configDir)
  const rules = loadRules(configDir, domain, catalog)
  const { store, recording } = await readRecording(file, { log, signal })
  const view = (hidden: Hidden | undefined) => (hidden === undefined ? store : hideFamilies(store, hidden))
  const contextOver = (hidden: Hidden | undefined) =>
    createContext({
      server: { name: 'eval', version: '0', startedAt: 0 },
      clusters: [clusterOfFile(file, {})],
      catalog: () => catalog,
      profiles: () => profiles,
      domains: () => [domain],
      rules: () => rules,
      connect: (config) => connect(config),
      openSource: () => createEngineSource({ store: view(hidden), recording }),
    })
  return {
    rules,
    catalog,
    families: async (hidden) => {
      const span = store.span()
      const sets = span === undefined ? [] : await view(hidden).labelSets([], span, signal)
      return new Set(sets.flatMap(({ __name__ }) => __name__ ?? []))
    },
    diagnose: async ({ start, end }, hidden) => {
      const context = contextOver(hidden)
      try {
        const request = { start_time: String(start), end_time: String(end) }
        const { diagnosis, cluster } = await diagnoseCluster(context, domain, request, { signal })
        return { diagnosis, interval: cluster.platform.interval(domain) }
      } finally {
        await context.close()
      }
    },
  }
}
