import { dirname, join, resolve } from 'node:path'
import { type ClusterConfig, clusterConfigSchema, clustersFileSchema } from '../config.ts'
import { absolutePath } from '../settings/absolute-path.ts'
import { checkEnvironment, loadSettings } from '../settings/load-settings.ts'
import { environmentCluster, variableOf } from './environment.ts'

export interface LoadClustersOptions {
  /** The folder of `clusters.yaml`, where there is one. */
  configDir: string
  env?: NodeJS.ProcessEnv | undefined
  /** Another file instead, which must exist; `OCP_PERF_CLUSTERS` names one too. */
  path?: string | undefined
}

export interface LoadedClusters {
  clusters: readonly ClusterConfig[]
  /** The cluster that is meant where none is named; undefined when several are configured and none is chosen. */
  current: string | undefined
  /** Where they were read: a file, or "the environment". */
  from: string
}

/**
 * The configured clusters: `clusters.yaml`, else one cluster `default` from environment variables. `${NAME}` in a value is
 * that environment variable (`$${` is a plain `${`), `~` is the home folder, relative paths are relative to the file.
 * Throws `invalid_input` with file, line and setting, never with a value.
 */
export async function loadClusters({
  configDir,
  env = process.env,
  path,
}: LoadClustersOptions): Promise<LoadedClusters> {
  const named = path ?? (env.OCP_PERF_CLUSTERS || undefined)
  const file = resolve(named ?? join(configDir, 'clusters.yaml'))
  const loaded = await loadSettings({
    file,
    mustExist: named !== undefined,
    schema: () => clustersFileSchema,
    env,
    what: 'clusters file',
    example: 'config/clusters.example.yaml',
  })
  if (loaded === undefined) {
    return { clusters: [fromEnvironment(env)], current: 'default', from: 'the environment' }
  }
  const clusters = loaded.clusters.map((cluster) => withAbsolutePaths(cluster, dirname(file), env))
  const [first, ...others] = clusters
  const current = loaded.current ?? (others.length === 0 ? first?.name : undefined)
  return { clusters, current, from: file }
}

function fromEnvironment(env: NodeJS.ProcessEnv): ClusterConfig {
  const value = environmentCluster(env)
  const cluster = checkEnvironment({ value, schema: clusterConfigSchema, variableOf, file: 'config/clusters.yaml' })
  return withAbsolutePaths(cluster, process.cwd(), env)
}

function withAbsolutePaths(cluster: ClusterConfig, folder: string, env: NodeJS.ProcessEnv): ClusterConfig {
  const section = <T extends object>(settings: T): T => {
    const paths = Object.entries(settings)
      .filter(([key]) => key.endsWith('_file') || key === 'kubeconfig')
      .map(([key, path]) => [key, typeof path === 'string' ? absolutePath(path, folder, env) : path])
    return Object.assign({}, settings, Object.fromEntries(paths))
  }
  const { file, prometheus, kubernetes, etcd } = cluster
  return {
    ...cluster,
    ...(file === undefined ? {} : { file: absolutePath(file, folder, env) }),
    ...(prometheus === undefined ? {} : { prometheus: section(prometheus) }),
    ...(kubernetes === undefined ? {} : { kubernetes: section(kubernetes) }),
    ...(etcd === undefined ? {} : { etcd: section(etcd) }),
  }
}
