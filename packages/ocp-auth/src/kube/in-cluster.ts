import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '@ocp-perf/errors'
import { createTokenFile, readPem } from '../secret-file.ts'
import type { KubeSource } from './kube-source.ts'

/** Where kubelet mounts a pod's service account. */
export const serviceAccountDir = '/var/run/secrets/kubernetes.io/serviceaccount'

export interface InClusterOptions {
  env: NodeJS.ProcessEnv
  directory: string
  /** Trusted beside the mounted CA. */
  extraCa?: string | undefined
  insecure: boolean
}

/** Whether this process runs in a pod with a service account: kubelet sets the variable and mounts the token. */
export async function isInCluster({ env, directory }: Pick<InClusterOptions, 'env' | 'directory'>): Promise<boolean> {
  return Boolean(env.KUBERNETES_SERVICE_HOST) && (await exists(join(directory, 'token')))
}

/** The pod's own service account. Its token is read from the file for each request, as kubelet rotates it. */
export async function inClusterSource({ env, directory, extraCa, insecure }: InClusterOptions): Promise<KubeSource> {
  const host = env.KUBERNETES_SERVICE_HOST
  if (!host) {
    throw new AppError('not_found', 'This process does not run in a pod: KUBERNETES_SERVICE_HOST is not set.', {
      hint: 'Remove kubernetes.in_cluster, or name a kubeconfig.',
    })
  }
  const readToken = createTokenFile(join(directory, 'token'), 'The service account')
  await readToken()
  const mountedCa = await readPem(join(directory, 'ca.crt'), 'The service account', 'CERTIFICATE')
  return {
    via: 'in-cluster',
    server: `https://${host.includes(':') ? `[${host}]` : host}:${env.KUBERNETES_SERVICE_PORT || '443'}`,
    origin: `service account in ${directory}`,
    ca: [mountedCa, extraCa].filter((pem) => pem !== undefined).join('\n'),
    insecure,
    headers: {},
    namespace: await readOptional(join(directory, 'namespace')),
    credentialKind: 'token file',
    credentials: async () => ({ authorization: `Bearer ${await readToken()}` }),
    dropCredentials: () => {},
    warnings: [],
  }
}

/** The CA that signs OpenShift's service certificates, mounted beside the token; undefined elsewhere. */
export async function readServiceCa(directory: string): Promise<string | undefined> {
  return await readOptional(join(directory, 'service-ca.crt'))
}

async function readOptional(path: string): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  return text?.trim() || undefined
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}
