import { AppError } from '@ocp-perf/errors'
import { type Catalog, createCollector, detectPlatform, type Profile } from '@ocp-perf/metrics'
import type { ClusterConfig, Connection } from '@ocp-perf/ocp-auth'
import type { PromEndpoint, PromSource } from '@ocp-perf/promql'
import type { AnalyzerContext, Cluster, ServerIdentity } from './context.ts'
import { type Kept, keepOne } from './keep-one.ts'

export interface ContextOptions {
  server: ServerIdentity
  clusters: readonly ClusterConfig[]
  /** The cluster that is meant where none is named; without it only a single cluster goes without a name. */
  current?: string | undefined
  /** Read on first use and kept; what it throws is thrown to whoever uses it first. */
  catalog: () => Catalog
  profiles: () => readonly Profile[]
  /** Finds a cluster's endpoints. */
  connect: (config: ClusterConfig, signal: AbortSignal) => Promise<Connection>
  /** Makes the client of a Prometheus-compatible API. */
  openSource: (endpoint: PromEndpoint) => PromSource | Promise<PromSource>
  /** Unix seconds. */
  now?: (() => number) | undefined
  connectLimitMs?: number | undefined
  /** How long a single query may take. */
  queryLimitMs?: number | undefined
  /** How long a failed connect is told to callers before it is tried again. */
  failureMs?: number | undefined
}

/** A context, and the end of all it keeps open. */
export interface OpenContext extends AnalyzerContext {
  close(): Promise<void>
}

interface Entry {
  config: ClusterConfig
  connection: Kept<Connection>
  cluster: Kept<Cluster>
}

/** Clusters by name, connected on first use. Connecting fails with the errors of `connect` and of the platform's detection. */
export function createContext(options: ContextOptions): OpenContext {
  const { server, clusters, now = () => Date.now() / 1000 } = options
  if (clusters.length === 0) {
    throw new AppError('invalid_input', 'No cluster is configured.', {
      hint: 'Give --prometheus-url, or name a cluster in config/clusters.yaml.',
    })
  }
  const current = options.current ?? (clusters.length === 1 ? clusters[0]?.name : undefined)
  const catalog = once(options.catalog)
  const opened = new Set<PromSource>()
  const sorted = [...clusters].sort((a, b) => Number(b.name === current) - Number(a.name === current))
  const entries = new Map(sorted.map((config) => [config.name, createEntry(config, opened, { ...options, catalog })]))
  const entry = (name = current): Entry => {
    const found = name === undefined ? undefined : entries.get(name)
    if (found !== undefined) return found
    const names = [...entries.keys()].slice(0, 20).join(', ')
    if (name === undefined) {
      throw new AppError('invalid_input', 'Several clusters are configured and none of them is the current one.', {
        hint: `Give cluster as one of ${names}.`,
      })
    }
    throw new AppError('not_found', `There is no cluster ${JSON.stringify(name.slice(0, 100))}.`, {
      hint: `Clusters are ${names}.`,
    })
  }
  return {
    server,
    get catalog() {
      return catalog()
    },
    clusterNames: [...entries.keys()],
    clusterConfig: (name) => entry(name).config,
    connection: async (name, signal) => entry(name).connection(signal),
    cluster: async (name, signal) => entry(name).cluster(signal),
    collect: async (group, { cluster, ...request }, signal) => {
      const { collector } = await entry(cluster).cluster(signal)
      const { panel } = await collector.group(group, request, signal)
      return panel
    },
    now,
    close: async () => {
      await Promise.all([...opened].map((source) => source.close()))
    },
  }
}

function createEntry(config: ClusterConfig, opened: Set<PromSource>, options: ContextOptions): Entry {
  const { catalog, profiles, connect, openSource, connectLimitMs = 20_000, queryLimitMs, failureMs = 2000 } = options
  const { name } = config
  const keep = { limitMs: connectLimitMs, failureMs, clock: () => performance.now(), what: `Connecting to ${name}` }
  const connection = keepOne((signal) => connect(config, signal), keep)
  const source = keepOne(async (signal) => {
    const made = await openSource((await connection(signal)).prometheus)
    opened.add(made)
    return made
  }, keep)
  const cluster = keepOne(async (signal): Promise<Cluster> => {
    const [found, prom] = await Promise.all([connection(signal), source(signal)])
    const platform = await detectPlatform({
      source: prom,
      profiles: profiles(),
      forced: config.profile,
      selectors: config.selectors,
      timeoutMs: queryLimitMs,
      signal,
    })
    const collector = createCollector({
      cluster: name,
      catalog: catalog(),
      source: prom,
      platform,
      now: options.now,
      limits: { timeoutMs: queryLimitMs },
    })
    return { name, config, connection: found, source: prom, platform, collector }
  }, keep)
  return { config, connection, cluster }
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
