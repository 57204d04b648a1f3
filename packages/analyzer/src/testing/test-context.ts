import { type Catalog, loadCatalog, loadProfiles, locateConfig, type Profile } from '@ocp-perf/metrics'
import { type ClusterConfig, clusterConfigSchema, type KubeApi } from '@ocp-perf/ocp-auth'
import { createPromClient } from '@ocp-perf/promql'
import { createContext, type OpenContext } from '../create-context.ts'

export interface TestContextOptions {
  /** Where Prometheus is for every cluster. */
  url: string
  clusters?: readonly (Partial<ClusterConfig> & { name: string })[]
  current?: string | undefined
  kube?: KubeApi | undefined
  token?: string | undefined
  warnings?: readonly string[]
  queryLimitMs?: number | undefined
  now?: (() => number) | undefined
}

let shipped: { catalog: Catalog; profiles: readonly Profile[] } | undefined

/** Read once for all tests of a file. */
function shippedConfig() {
  const configDir = locateConfig({}, import.meta.url)
  shipped ??= { catalog: loadCatalog(configDir), profiles: loadProfiles(configDir) }
  return shipped
}

/** A context over the shipped catalog and the real client, whose cluster is wherever the test says. */
export function testContext({ url, kube, token, warnings = [], ...options }: TestContextOptions): OpenContext {
  const { catalog, profiles } = shippedConfig()
  const clusters = (options.clusters ?? [{ name: 'lab' }]).map((cluster) => clusterConfigSchema.parse(cluster))
  return createContext({
    server: { name: 'test-analyzer', version: '1.2.3', startedAt: Date.now() / 1000 - 60 },
    clusters,
    current: options.current,
    catalog: () => catalog,
    profiles: () => profiles,
    connect: async ({ name }) => ({
      name,
      via: 'url',
      prometheus: { url, ...(token === undefined ? {} : { authorization: async () => `Bearer ${token}` }) },
      prometheusFoundBy: 'the test',
      kube,
      warnings,
    }),
    // One attempt, so that a test of a failure does not wait for the others.
    openSource: (endpoint) => createPromClient({ endpoint, retries: 0, timeoutMs: options.queryLimitMs }),
    now: options.now,
    queryLimitMs: options.queryLimitMs,
    failureMs: 0,
  })
}
