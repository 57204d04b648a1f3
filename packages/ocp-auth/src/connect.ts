import { AppError } from '@ocp-perf/errors'
import type { ClusterConfig } from './config.ts'
import type { ApiConnection, KubeApi, Log, Trace } from './connection.ts'
import { findKube } from './kube/find-kube.ts'
import { serviceAccountDir as usualServiceAccountDir } from './kube/in-cluster.ts'
import { createKubeApi } from './kube/kube-api.ts'
import type { KubeSource } from './kube/kube-source.ts'
import { discoveredPrometheus, explicitPrometheus, type LocateOptions } from './prometheus/locate.ts'

export interface ConnectOptions {
  signal?: AbortSignal | undefined
  log?: Log | undefined
  /** Where `KUBECONFIG`, `HOME` and `KUBERNETES_SERVICE_HOST` are looked up; the process environment by default. */
  env?: NodeJS.ProcessEnv | undefined
  /** Where a pod's service account is mounted. */
  serviceAccountDir?: string | undefined
}

/**
 * Finds the Prometheus and API server of a live cluster: the configured URL, else through the pod's service account, else
 * through a kubeconfig context. Asks the API server only where Prometheus must be looked for, and never asks Prometheus itself.
 * Throws `AppError`: `not_found` (nothing configured, no Prometheus), `unauthorized`, `forbidden` (with the RBAC rule),
 * `unreachable`, `timeout`, `invalid_input` (a file that cannot be used).
 */
export async function connectLive(
  config: ClusterConfig,
  options: ConnectOptions = {},
  trace: Trace = () => {},
): Promise<ApiConnection> {
  const { signal, log, env = process.env, serviceAccountDir = usualServiceAccountDir } = options
  signal?.throwIfAborted()
  const locate: LocateOptions = { config, serviceAccountDir, trace, log, signal }
  const find = () => findKube(config, { env, serviceAccountDir, trace })
  const url = config.prometheus?.url
  if (url === undefined) {
    const source = await find()
    const kube = createKubeApi(source, { exec: config.kubernetes?.exec ?? false })
    const located = await discoveredPrometheus(locate, kube, source)
    return assemble(config, source.via, located, kube, source)
  }
  const beside = await kubeBesideUrl(config, find, trace)
  const kube = beside.source && createKubeApi(beside.source, { exec: config.kubernetes?.exec ?? false })
  const located = await explicitPrometheus(url, locate, kube, beside.source)
  return assemble(config, 'url', located, kube, beside.source, beside.warnings)
}

/** Beside a Prometheus URL the API server is a help, not a need: one that cannot be used costs a warning. */
async function kubeBesideUrl(
  config: ClusterConfig,
  find: () => Promise<KubeSource>,
  trace: Trace,
): Promise<{ source: KubeSource | undefined; warnings: string[] }> {
  const wanted = config.kubernetes !== undefined || config.prometheus?.kubernetes_token === true
  if (!wanted) {
    return { source: undefined, warnings: [] }
  }
  const needed = config.kubernetes?.service_account !== undefined || config.prometheus?.kubernetes_token === true
  try {
    return { source: await find(), warnings: [] }
  } catch (error) {
    if (needed || !(error instanceof AppError)) {
      throw error
    }
    const { message, hint } = error
    trace({ step: 'Kubernetes API', outcome: 'failed', detail: message, hint })
    return { source: undefined, warnings: [`The Kubernetes API is not used: ${message}`] }
  }
}

function assemble(
  config: ClusterConfig,
  via: ApiConnection['via'],
  { endpoint, foundBy, warnings }: Awaited<ReturnType<typeof explicitPrometheus>>,
  kube: KubeApi | undefined,
  source: KubeSource | undefined,
  more: readonly string[] = [],
): ApiConnection {
  const unchecked = [
    ...(config.prometheus?.insecure ? [`Certificate checks of Prometheus are off (prometheus.insecure).`] : []),
    ...(config.kubernetes?.insecure && source
      ? [`Certificate checks of ${source.server} are off (kubernetes.insecure).`]
      : []),
    ...(config.etcd?.insecure ? ['Certificate checks of etcd are off (etcd.insecure).'] : []),
  ]
  return {
    name: config.name,
    via,
    prometheus: endpoint,
    foundBy,
    kube,
    warnings: [...unchecked, ...(source?.warnings ?? []), ...warnings, ...more],
  }
}
