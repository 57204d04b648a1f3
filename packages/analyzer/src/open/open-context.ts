import { listDomains, loadLevels } from '@ocp-perf/analysis'
import type { Log, RecordWork } from '@ocp-perf/http'
import { loadCatalog, loadProfiles, locateConfig } from '@ocp-perf/metrics'
import type { ClusterConfig } from '@ocp-perf/ocp-auth'
import type { ServerIdentity } from '../context.ts'
import { createContext, type OpenContext } from '../create-context.ts'
import { openRunHistory } from '../history/open-run-history.ts'
import { type ClusterChoice, completeChoice, findClusters, isHistory } from './find-clusters.ts'
import { findRecorded } from './find-recorded.ts'
import { loadDomain } from './load-domain.ts'
import type { LoadProgress } from './load-recording.ts'
import { openSource } from './open-source.ts'

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
  /** The file of the history; without it none is kept. */
  db?: string | undefined
  /** The folder that reports may be written to; without it none is. */
  reports?: string | undefined
  /** A file of the configuration that names further sources of PromQL, which need be no cluster. */
  plainSources?: string | undefined
  /** Told while a dump is read. */
  onProgress?: ((progress: LoadProgress) => void) | undefined
}

/**
 * Reads the settings and gives the clusters they name with the catalog, ready to be connected on first use; nothing is
 * asked and no dump is read yet. Throws `AppError`: `invalid_input` or `not_found` for settings that cannot be used.
 */
export async function openContext(options: OpenContextOptions): Promise<OpenContext> {
  const { server, home, log, record, onProgress, patienceMs, db, reports, plainSources, env = process.env } = options
  const choice = completeChoice(options.choice ?? {}, env)
  const configDir = configFolder(choice, home, env)
  const loadAll = () => loadCatalog(configDir)
  const recorded = isHistory(choice.from)
    ? await findRecorded({
        db,
        cluster: choice.cluster,
        catalog: loadAll(),
        profiles: () => loadProfiles(configDir),
        log,
      })
    : undefined
  const { from, ...chosen } = recorded?.found ?? (await findClusters(choice, configDir, env, plainSources))
  if (choice.from !== undefined) await refuseMissingDump(chosen.clusters)
  for (const warning of chosen.clusters.flatMap(insecureSettings)) log.warn({ event: 'insecure' }, warning)
  log.info({ event: 'configured', from, clusters: chosen.clusters.map(({ name }) => name) }, 'Clusters are configured')
  return createContext({
    patienceMs,
    reportsFolder: reports,
    server: { name: server.name, version: server.version, startedAt: Date.now() / 1000 },
    ...chosen,
    catalog: recorded?.catalog ?? loadAll,
    profiles: () => loadProfiles(configDir),
    history: recorded?.history ?? (db === undefined ? undefined : (catalog) => openRunHistory(db, catalog, log)),
    openRecorded: recorded?.open,
    onBug: (error) => log.error({ err: error }, 'A run was not recorded because of a bug'),
    domains: () => listDomains(configDir),
    levels: () => loadLevels(configDir),
    rules: (domain, known) => loadDomain(configDir, domain, known),
    connect: async (config, signal) => {
      const { connect } = await import('@ocp-perf/ocp-auth')
      return await connect(config, { signal, log, env })
    },
    openSource: (connection, signal) => openSource(connection, { log, signal, record, onProgress }),
  })
}

/** The folder of settings that a choice means, looked for upward of `home` where it names none. */
export function configFolder(choice: ClusterChoice, home: string, env: NodeJS.ProcessEnv): string {
  return locateConfig({ ...env, OCP_PERF_CONFIG: completeChoice(choice, env).config }, home)
}

/** A path with a typing error ends the start, not the first call. */
async function refuseMissingDump(clusters: readonly ClusterConfig[]): Promise<void> {
  const { connect } = await import('@ocp-perf/ocp-auth')
  for (const config of clusters) await connect(config)
}

function insecureSettings({ name, prometheus, kubernetes, etcd }: ClusterConfig): string[] {
  return Object.entries({ prometheus, kubernetes, etcd }).flatMap(([section, settings]) =>
    settings?.insecure ? [`Certificates are not checked: ${section}.insecure is set for cluster ${name}`] : [],
  )
}
