import type { Level, Rules } from '@ocp-perf/analysis'
import { AppError } from '@ocp-perf/errors'
import { sizeHeapForLargeReplies } from '@ocp-perf/mcp-kit'
import { type Catalog, clockOf, createCollector, detectPlatform, isLargeFleet, type Profile } from '@ocp-perf/metrics'
import type { ClusterConfig, Connection } from '@ocp-perf/ocp-auth'
import type { PromSource } from '@ocp-perf/promql'
import type { History } from '@ocp-perf/storage'
import type { AnalyzerContext, Cluster, ClusterSource, Measurable, ServerIdentity } from './context.ts'
import { createMemory } from './history/memory.ts'
import { type Kept, keepOne } from './keep-one.ts'
import { patiently } from './patiently.ts'
import { createReportShelf } from './reports/report-shelf.ts'

export interface ContextOptions {
  server: ServerIdentity
  clusters: readonly ClusterConfig[]
  /** The cluster that is meant where none is named; without it only a single cluster goes without a name. */
  current?: string | undefined
  /** Read on first use and kept; what it throws is thrown to whoever uses it first. */
  catalog: () => Catalog
  profiles: () => readonly Profile[]
  /** The domains that there are rules for. */
  domains: () => readonly string[]
  /** Reads the rules of a domain. */
  rules: (domain: string, catalog: Catalog) => Rules
  /** Reads the levels that domains belong to. */
  levels: () => readonly Level[]
  /** Opens the history on first use; without it none is kept. */
  history?: ((catalog: Catalog) => History) | undefined
  /** The folder that reports may be written to; without it none is. */
  reportsFolder?: string | undefined
  /** Told of what is not the history's own failure. */
  onBug?: ((error: unknown) => void) | undefined
  /** Finds a cluster's endpoints. */
  connect: (config: ClusterConfig, signal: AbortSignal) => Promise<Connection>
  /** Makes the client of a Prometheus-compatible API, or reads a dump. */
  openSource: (connection: Connection, signal: AbortSignal) => PromSource | Promise<PromSource>
  /** Opens a cluster of the history in place of a live one or a dump. What is done then is not recorded again. */
  openRecorded?: ((cluster: string, signal: AbortSignal) => Promise<Measurable>) | undefined
  /** Unix seconds. */
  now?: (() => number) | undefined
  connectLimitMs?: number | undefined
  /** How long a dump may take to be read. Default 30 minutes. */
  loadLimitMs?: number | undefined
  /** How long a caller waits for a dump that is being read; without it as long as that takes. */
  patienceMs?: number | undefined
  /** How long a single query may take. */
  queryLimitMs?: number | undefined
  /** How long a failed connect is told to callers before it is tried again. */
  failureMs?: number | undefined
}

/** A context, and the end of all it keeps open. */
export interface OpenContext extends AnalyzerContext {
  /** Ends what is still being connected or read, and closes what was opened. */
  close(): Promise<void>
}

interface Entry {
  config: ClusterConfig
  connection: Kept<Connection>
  source: (signal?: AbortSignal) => Promise<ClusterSource>
  cluster: Kept<Cluster>
  opened: () => Cluster | undefined
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
  const rules = new Map<string, Rules>()
  const openOwn = () => options.history?.(catalog())
  const memory = createMemory(options.history && once(openOwn), options.onBug)
  const opened = new Set<PromSource>()
  const closing = new AbortController()
  const sorted = [...clusters].sort((a, b) => Number(b.name === current) - Number(a.name === current))
  const entries = new Map(
    sorted.map((config) => [config.name, createEntry(config, opened, closing.signal, { ...options, catalog })]),
  )
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
    domains: options.domains,
    levels: options.levels,
    rules: (domain) => {
      const read = rules.get(domain) ?? options.rules(domain, catalog())
      rules.set(domain, read)
      return read
    },
    clusterNames: [...entries.keys()],
    clusterConfig: (name) => entry(name).config,
    connection: async (name, signal) => entry(name).connection(signal),
    source: async (name, signal) => entry(name).source(signal),
    cluster: async (name, signal) => entry(name).cluster(signal),
    opened: (name) => entry(name).opened(),
    collect: async (group, { cluster, ...request }, signal) => {
      const { collector } = await entry(cluster).cluster(signal)
      const { panel } = await collector.group(group, request, signal)
      return panel
    },
    get history() {
      return memory.history()
    },
    remember: options.openRecorded === undefined ? memory.remember : () => {},
    remembered: memory.remembered,
    note: () => {},
    reports: createReportShelf(options.reportsFolder),
    now,
    close: async () => {
      closing.abort()
      await memory.close()
      await Promise.all([...opened].map((source) => source.close()))
    },
  }
}

// A dump that cannot be used is read to its end before that is known.
const slowRetry = 15

const defaultLoadLimitMs = 30 * 60_000

function createEntry(
  config: ClusterConfig,
  opened: Set<PromSource>,
  ended: AbortSignal,
  options: ContextOptions,
): Entry {
  const { connect, openSource, openRecorded, failureMs = 2000 } = options
  const { name, file } = config
  const reading = file !== undefined
  const keep = {
    limitMs: reading ? (options.loadLimitMs ?? defaultLoadLimitMs) : (options.connectLimitMs ?? 20_000),
    failureMs: reading ? slowRetry * failureMs : failureMs,
    ended,
    clock: () => performance.now(),
    what: reading ? `Reading what was recorded of ${name}` : `Connecting to ${name}`,
    hint: reading
      ? openRecorded === undefined
        ? 'Take a dump of fewer series or of a shorter time.'
        : 'Name a file of history that keeps samples for a shorter time (--db, --keep-samples).'
      : 'Check that the cluster is reachable from here; get_server_health says which part does not answer.',
  }
  const connection = keepOne((signal) => connect(config, signal), keep)
  const recorded = openRecorded && keepOne((signal) => openRecorded(name, signal), keep)
  const source = keepOne(async (signal) => {
    const prom = recorded ? (await recorded(signal)).source : await openSource(await connection(signal), signal)
    opened.add(prom)
    if (ended.aborted) await prom.close()
    return prom
  }, keep)
  let made: Cluster | undefined
  const cluster = keepOne(async (signal): Promise<Cluster> => {
    const [found, prom] = await Promise.all([connection(signal), source(signal)])
    const measurable = recorded ? await recorded(signal) : await detect(config, prom, { ...options, signal })
    if (isLargeFleet(measurable.platform.nodeTargets('node').size)) sizeHeapForLargeReplies()
    made = { ...measurable, name, config, connection: found, now: clockOf(prom, options.now) }
    return made
  }, keep)
  const { patienceMs } = options
  const patient = reading && patienceMs !== undefined ? patiently(cluster, name, patienceMs) : cluster
  return {
    config,
    connection,
    source: async (signal) => {
      const prom = await source(signal)
      return { name, source: prom, now: clockOf(prom, options.now) }
    },
    cluster: patient,
    opened: () => made,
  }
}

/** What is measured by asking: the platform is found first. */
async function detect(
  { name, profile, selectors, query_timeout_seconds: querySeconds }: ClusterConfig,
  source: PromSource,
  { catalog, profiles, queryLimitMs, signal, ...options }: ContextOptions & { signal: AbortSignal },
): Promise<Measurable> {
  const timeoutMs = querySeconds === undefined ? queryLimitMs : 1000 * querySeconds
  const now = clockOf(source, options.now)
  const platform = await detectPlatform({ source, profiles: profiles(), forced: profile, selectors, timeoutMs, signal })
  const collector = createCollector({ cluster: name, catalog: catalog(), source, platform, now, limits: { timeoutMs } })
  return { source, platform, collector }
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
