import { existsSync } from 'node:fs'
import { isAbsolute, resolve } from 'node:path'
import { AppError } from '@ocp-perf/errors'
import type { Log, RecordWork } from '@ocp-perf/http'
import { loadCatalog, loadProfiles, locateConfig } from '@ocp-perf/metrics'
import type { ClusterConfig } from '@ocp-perf/ocp-auth'
import { chooseClusters } from '../choose-clusters.ts'
import type { ServerIdentity } from '../context.ts'
import { createContext, type OpenContext } from '../create-context.ts'
import type { LoadProgress } from './load-recording.ts'
import { openSource } from './open-source.ts'

/** What to look at, as a command line says it; what it leaves out is taken from the environment and `clusters.yaml`. */
export interface ClusterChoice {
  /** The folder with metrics/, profiles/ and clusters.yaml. */
  config?: string | undefined
  /** The cluster that is meant where none is named. */
  cluster?: string | undefined
  /** A dump that is served alone, as the cluster named after it. */
  from?: string | undefined
  /** The Prometheus of the chosen cluster, in place of the one that is configured or found. */
  prometheusUrl?: string | undefined
}

export interface OpenContextOptions {
  choice?: ClusterChoice | undefined
  /** Who answers, for health and logs. */
  server: Pick<ServerIdentity, 'name' | 'version'>
  /** The URL of a module or a path; the configuration is looked for upward of it where the choice names none. */
  home: string
  log: Log
  env?: NodeJS.ProcessEnv | undefined
  /** Counts and times queries. */
  record?: RecordWork | undefined
  /** How long a caller waits for a dump that is being read, where that is not as long as it takes. */
  patienceMs?: number | undefined
  /** Told while a dump is read. */
  onProgress?: ((progress: LoadProgress) => void) | undefined
}

/**
 * Reads the settings and gives the clusters they name with the catalog, ready to be connected on first use; nothing is
 * asked and no dump is read yet. Throws `AppError`: `invalid_input` or `not_found` for settings that cannot be used.
 */
export async function openContext(options: OpenContextOptions): Promise<OpenContext> {
  const { server, home, log, record, onProgress, patienceMs, env = process.env } = options
  const choice = completeChoice(options.choice ?? {}, env)
  const configDir = locateConfig({ ...env, OCP_PERF_CONFIG: choice.config }, home)
  const { from, ...chosen } = await findClusters(choice, configDir, env)
  for (const warning of chosen.clusters.flatMap(insecureSettings)) log.warn({ event: 'insecure' }, warning)
  log.info({ event: 'configured', from, clusters: chosen.clusters.map(({ name }) => name) }, 'Clusters are configured')
  return createContext({
    patienceMs,
    server: { name: server.name, version: server.version, startedAt: Date.now() / 1000 },
    ...chosen,
    catalog: () => loadCatalog(configDir),
    profiles: () => loadProfiles(configDir),
    connect: async (config, signal) => {
      const { connect } = await import('@ocp-perf/ocp-auth')
      return await connect(config, { signal, log, env })
    },
    openSource: (connection, signal) => openSource(connection, { log, signal, record, onProgress }),
  })
}

/**
 * A choice with what the environment says beside it. A flag outranks a variable of another kind too: `--prometheus-url` a
 * dump that the environment names, `--from` a cluster. Two flags that contradict each other are `invalid_input`.
 */
export function completeChoice(given: ClusterChoice, env: Readonly<NodeJS.ProcessEnv>): ClusterChoice {
  const { config = env.OCP_PERF_CONFIG || undefined, prometheusUrl } = given
  for (const [flag, value] of [
    ['--prometheus-url', prometheusUrl],
    ['--cluster', given.cluster],
  ]) {
    if (given.from === undefined || value === undefined) continue
    throw new AppError('invalid_input', `--from serves one dump alone, so that ${flag} has no place beside it.`, {
      hint: 'Leave one of the two out; a dump beside live clusters is an entry with file: in clusters.yaml.',
    })
  }
  const isLive = prometheusUrl !== undefined || given.cluster !== undefined
  const from = given.from ?? (isLive ? undefined : env.OCP_PERF_FROM || undefined)
  const cluster = given.cluster ?? (from === undefined ? env.OCP_PERF_CLUSTER || undefined : undefined)
  return { config, cluster, from, prometheusUrl }
}

async function findClusters(
  { from, cluster, prometheusUrl }: ClusterChoice,
  configDir: string,
  env: NodeJS.ProcessEnv,
) {
  // The way to the cluster is loaded here and its clients on first use, so that a start stays short.
  const { clusterOfFile, connect, loadClusters } = await import('@ocp-perf/ocp-auth')
  if (from !== undefined) {
    const config = clusterOfFile(pathGiven(from, env), env)
    // A path with a typing error ends the start, not the first call.
    await connect(config)
    return { clusters: [config], current: config.name, from: config.file }
  }
  const loaded = await loadClusters({ configDir, env })
  return { ...chooseClusters(loaded.clusters, cluster ?? loaded.current, prometheusUrl), from: loaded.from }
}

/** A package manager changes to the program's own folder and names the one that the command was given in. */
function pathGiven(path: string, { INIT_CWD: folder }: Readonly<NodeJS.ProcessEnv>): string {
  return folder === undefined || isAbsolute(path) || existsSync(path) ? path : resolve(folder, path)
}

function insecureSettings({ name, prometheus, kubernetes, etcd }: ClusterConfig): string[] {
  return Object.entries({ prometheus, kubernetes, etcd }).flatMap(([section, settings]) =>
    settings?.insecure ? [`Certificates are not checked: ${section}.insecure is set for cluster ${name}`] : [],
  )
}
