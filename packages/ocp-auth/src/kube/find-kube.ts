import { AppError } from '@ocp-perf/errors'
import type { ClusterConfig } from '../config.ts'
import type { Trace } from '../connection.ts'
import { readPem } from '../secret-file.ts'
import { inClusterSource, isInCluster } from './in-cluster.ts'
import type { KubeSource } from './kube-source.ts'
import { kubeconfigFiles, readKubeconfig } from './kubeconfig-file.ts'
import { kubeconfigSource } from './kubeconfig-source.ts'

export interface FindKubeOptions {
  env: NodeJS.ProcessEnv
  serviceAccountDir: string
  trace: Trace
}

/**
 * The API server and login of a cluster: the pod's service account, unless the configuration names a kubeconfig or a
 * context, else a kubeconfig context. Reads files, asks nobody.
 */
export async function findKube(config: ClusterConfig, options: FindKubeOptions): Promise<KubeSource> {
  const { env, serviceAccountDir: directory, trace } = options
  const settings = config.kubernetes ?? { insecure: false, exec: false }
  const extraCa =
    settings.ca_file === undefined ? undefined : await readPem(settings.ca_file, 'kubernetes.ca_file', 'CERTIFICATE')
  const { insecure } = settings
  const namesKubeconfig = settings.kubeconfig !== undefined || settings.context !== undefined
  const wantsPod = settings.in_cluster ?? (!namesKubeconfig && (await isInCluster({ env, directory })))
  if (wantsPod) {
    const source = await inClusterSource({ env, directory, extraCa, insecure })
    trace({ step: 'in-cluster', outcome: 'ok', detail: `The ${source.origin}, API server ${source.server}.` })
    return source
  }
  const why =
    namesKubeconfig || settings.in_cluster === false ? 'The configuration names another way.' : 'Not in a pod.'
  trace({ step: 'in-cluster', outcome: 'skipped', detail: why })
  const { files, from } = await kubeconfigFiles(settings.kubeconfig, env)
  if (files.length === 0) {
    throw new AppError('not_found', `No way to cluster "${config.name}": no Prometheus URL, no pod, no kubeconfig.`, {
      hint: 'Set PROMETHEUS_URL, or log in with `oc login`, or write config/clusters.yaml (see clusters.example.yaml).',
    })
  }
  const context = await readKubeconfig(files, from, settings.context)
  const source = await kubeconfigSource({ context, env, extraCa, insecure })
  trace({
    step: 'kubeconfig',
    outcome: 'ok',
    detail: `The ${source.origin} (from ${from}), API server ${source.server}, login by ${source.credentialKind}.`,
  })
  return source
}
