import { existsSync } from 'node:fs'
import { isAbsolute, resolve } from 'node:path'
import { AppError } from '@ocp-perf/errors'
import type { ClusterConfig, LoadedClusters } from '@ocp-perf/ocp-auth'
import { chooseClusters } from '../choose-clusters.ts'

/** What to look at, as a command line says it; what it leaves out is taken from the environment and `clusters.yaml`. */
export interface ClusterChoice {
  /** The folder with metrics/, profiles/ and clusters.yaml. */
  config?: string | undefined
  /** The cluster that is meant where none is named. */
  cluster?: string | undefined
  /** A dump that is served alone, as the cluster named after it, or `history`: the clusters that runs recorded. */
  from?: string | undefined
  /** The Prometheus of the chosen cluster, in place of the one that is configured or found. */
  prometheusUrl?: string | undefined
}

/** Said in place of a dump, it means the history; a dump of this name is `./history`. */
const ofHistory = 'history'

/** Whether the clusters are those that runs recorded. */
export function isHistory(from: string | undefined): boolean {
  return from === ofHistory
}

/**
 * A choice with what the environment says beside it. A flag outranks a variable of another kind too: `--prometheus-url` a
 * dump that the environment names, `--from` a cluster. Two flags that contradict each other are `invalid_input`.
 */
export function completeChoice(given: ClusterChoice, env: Readonly<NodeJS.ProcessEnv>): ClusterChoice {
  const { config = env.OCP_PERF_CONFIG || undefined, prometheusUrl } = given
  for (const [flag, value] of [
    ['--prometheus-url', prometheusUrl],
    ['--cluster', isHistory(given.from) ? undefined : given.cluster],
  ]) {
    if (given.from === undefined || value === undefined) continue
    throw new AppError('invalid_input', `--from serves one dump alone, so that ${flag} has no place beside it.`, {
      hint: 'Leave one of the two out; a dump beside live clusters is an entry with file: in clusters.yaml.',
    })
  }
  const namesCluster = given.cluster !== undefined && !isHistory(env.OCP_PERF_FROM)
  const isLive = prometheusUrl !== undefined || namesCluster
  const from = given.from ?? (isLive ? undefined : env.OCP_PERF_FROM || undefined)
  const isDump = from !== undefined && !isHistory(from)
  const cluster = given.cluster ?? (isDump ? undefined : env.OCP_PERF_CLUSTER || undefined)
  return { config: pathGiven(config, env), cluster, from: pathGiven(from, env), prometheusUrl }
}

/** A package manager changes to the program's own folder and names the one that the command was given in. */
export function pathGiven(
  path: string | undefined,
  { INIT_CWD: folder }: Readonly<NodeJS.ProcessEnv>,
): string | undefined {
  const isAsItStands =
    path === undefined || isHistory(path) || folder === undefined || isAbsolute(path) || existsSync(path)
  return isAsItStands ? path : resolve(folder, path)
}

/**
 * The clusters that a completed choice means, and which of them is current: a dump alone, or those of `clusters.yaml` or
 * the environment, behind the sources that a file of the configuration names beside them. Nothing is asked, and a dump is not looked for. Throws as `completeChoice`, `loadClusters` and
 * `chooseClusters` do.
 */
export async function findClusters(
  { from, cluster, prometheusUrl }: ClusterChoice,
  configDir: string,
  env: NodeJS.ProcessEnv,
  plainSources?: string,
): Promise<LoadedClusters> {
  // The way to the cluster is loaded here and its clients on first use, so that a start stays short.
  const { clusterOfFile, loadClusters, loadPlainSources } = await import('@ocp-perf/ocp-auth')
  if (from !== undefined) {
    const config = clusterOfFile(from, env)
    return { clusters: [config], current: config.name, from: config.file ?? from }
  }
  const plain = plainSources && (await loadPlainSources({ configDir, env, file: plainSources }))
  const loaded = withPlain(plain || undefined, await loadClusters({ configDir, env }))
  return { ...chooseClusters(loaded.clusters, cluster ?? loaded.current, prometheusUrl), from: loaded.from }
}

/** What stands in no file and is not described by the environment either would only be in the way of what is named. */
function withPlain(plain: LoadedClusters | undefined, loaded: LoadedClusters): LoadedClusters {
  if (plain === undefined) return loaded
  const named = new Set(plain.clusters.map(({ name }) => name))
  const clusters = loaded.clusters.filter(({ name, ...settings }) => !named.has(name) && isDescribed(settings))
  return {
    clusters: [...plain.clusters, ...clusters],
    current: plain.current ?? clusters.find(({ name }) => name === loaded.current)?.name,
    from: clusters.length === 0 ? plain.from : `${plain.from} and ${loaded.from}`,
  }
}

function isDescribed({ file, prometheus, kubernetes, etcd }: Omit<ClusterConfig, 'name'>): boolean {
  return [file, prometheus, kubernetes, etcd].some((section) => section !== undefined)
}
