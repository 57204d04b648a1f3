import { listDomains, loadLevels, type Rules } from '@ocp-perf/analysis'
import { type Catalog, loadCatalog, loadProfiles, locateConfig, type Profile } from '@ocp-perf/metrics'
import { type ClusterConfig, clusterConfigSchema, type KubeApi } from '@ocp-perf/ocp-auth'
import { createPromClient, type Recording } from '@ocp-perf/promql'
import { createContext, type OpenContext } from '../create-context.ts'
import { openRunHistory } from '../history/open-run-history.ts'
import { loadDomain } from '../open/load-domain.ts'
import { openSource } from '../open/open-source.ts'

export interface TestContextOptions {
  /** Where Prometheus is for every cluster that is no file. */
  url: string
  /** Makes that Prometheus a recording that ends then. */
  recording?: Recording | undefined
  clusters?: readonly (Partial<ClusterConfig> & { name: string })[]
  current?: string | undefined
  kube?: KubeApi | undefined
  token?: string | undefined
  warnings?: readonly string[]
  queryLimitMs?: number | undefined
  now?: (() => number) | undefined
  /** The file of a history; without it none is kept. */
  db?: string | undefined
  /** The folder that reports may be written to. */
  reports?: string | undefined
}

const silent = () => {}
const noLog = { debug: silent, info: silent, warn: silent, error: silent }

interface Shipped {
  configDir: string
  catalog: Catalog
  profiles: readonly Profile[]
  rules(domain: string): Rules
}

let shipped: Shipped | undefined

/** Read once for all tests. */
function shippedConfig(): Shipped {
  shipped ??= readShipped()
  return shipped
}

function readShipped(): Shipped {
  const configDir = locateConfig({}, import.meta.url)
  const catalog = loadCatalog(configDir)
  const domains = new Map<string, Rules>()
  return {
    configDir,
    catalog,
    profiles: loadProfiles(configDir),
    rules: (domain) => {
      const rules = domains.get(domain) ?? loadDomain(configDir, domain, catalog)
      domains.set(domain, rules)
      return rules
    },
  }
}

/** A context over the shipped catalog and the real client, whose cluster is wherever the test says. */
export function testContext({
  url,
  kube,
  token,
  recording,
  db,
  reports,
  warnings = [],
  ...options
}: TestContextOptions): OpenContext {
  const { configDir, catalog, profiles, rules } = shippedConfig()
  const clusters = (options.clusters ?? [{ name: 'lab' }]).map((cluster) => clusterConfigSchema.parse(cluster))
  return createContext({
    server: { name: 'test-analyzer', version: '1.2.3', startedAt: Date.now() / 1000 - 60 },
    clusters,
    current: options.current,
    catalog: () => catalog,
    profiles: () => profiles,
    domains: () => listDomains(configDir),
    levels: () => loadLevels(configDir),
    rules,
    connect: async ({ name, file }) =>
      file === undefined
        ? {
            name,
            via: 'url',
            prometheus: { url, ...(token === undefined ? {} : { authorization: async () => `Bearer ${token}` }) },
            foundBy: 'the test',
            kube,
            warnings,
          }
        : { name, via: 'file', file, foundBy: `file ${file}`, warnings },
    openSource: (connection, signal) => {
      if (connection.via === 'file') return openSource(connection, { log: noLog, signal })
      // One attempt, so that a test of a failure does not wait for the others.
      const client = createPromClient({ endpoint: connection.prometheus, retries: 0, timeoutMs: options.queryLimitMs })
      return recording === undefined ? client : { ...client, recording }
    },
    history: db === undefined ? undefined : (known) => openRunHistory(db, known, noLog),
    onBug: (error) => {
      throw error
    },
    reportsFolder: reports,
    now: options.now,
    queryLimitMs: options.queryLimitMs,
    failureMs: 0,
  })
}
