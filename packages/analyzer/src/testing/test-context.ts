import { loadCatalog, loadProfiles, locateConfig } from '@ocp-perf/metrics'
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
  connectLimitMs?: number | undefined
  now?: (() => number) | undefined
}

/** A context over the shipped catalog and the real client, whose cluster is wherever the test says. */
export function testContext({ url, kube, token, warnings = [], ...options }: TestContextOptions): OpenContext {
  const configDir = locateConfig({}, import.meta.url)
  const clusters = (options.clusters ?? [{ name: 'lab' }]).map((cluster) => clusterConfigSchema.parse(cluster))
  return createContext({
    server: { name: 'test-analyzer', version: '1.2.3', startedAt: Date.now() / 1000 - 60 },
    clusters,
    current: options.current,
    catalog: loadCatalog(configDir),
    profiles: loadProfiles(configDir),
    connect: async ({ name }) => ({
      name,
      via: 'url',
      prometheus: { url, ...(token === undefined ? {} : { authorization: async () => `Bearer ${token}` }) },
      prometheusFoundBy: 'the test',
      kube,
      warnings,
    }),
    // One attempt, so that a test of a failure does not wait for the others.
    openSource: (endpoint) => createPromClient({ endpoint, retries: 0, timeoutMs: 2000 }),
    now: options.now,
    connectLimitMs: options.connectLimitMs,
    failureMs: 0,
  })
}
