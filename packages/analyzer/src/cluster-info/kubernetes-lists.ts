import { AppError } from '@ocp-perf/errors'
import type { KubeApi } from '@ocp-perf/ocp-auth'
import type { z } from 'zod'
import { settle } from '../settle.ts'
import type { ObjectCount } from './cluster-info-schema.ts'
import { listMetaSchema } from './kubernetes-objects.ts'

const pageSize = 250
// A cluster of more nodes than this is beyond what Kubernetes supports; the limit ends a list that never ends.
const maxPages = 20
const timeoutMs = 10_000

/** Gets one object and checks its shape; what another program answers is an `upstream` error, not a crash. */
export async function getObject<T extends z.ZodType>(
  kube: KubeApi,
  path: string,
  schema: T,
  signal: AbortSignal,
): Promise<z.output<T>> {
  return parseReply(schema, await kube.get(path, { signal, timeoutMs }), path)
}

/** Lists a resource page by page. */
export async function listObjects<T extends z.ZodType>(
  kube: KubeApi,
  path: string,
  schema: T,
  signal: AbortSignal,
): Promise<z.output<T>[]> {
  const found: z.output<T>[] = []
  let next: string | undefined
  for (let page = 0; page < maxPages; page++) {
    const query = `limit=${pageSize}${next === undefined ? '' : `&continue=${encodeURIComponent(next)}`}`
    const list = await getObject(kube, `${path}?${query}`, listMetaSchema, signal)
    for (const item of list.items ?? []) found.push(parseReply(schema, item, path))
    next = list.metadata?.continue || undefined
    if (next === undefined) break
  }
  return found
}

/** Objects whose number tells the size of a cluster. None of them holds secrets. */
const counted: readonly { resource: string; path: string }[] = [
  { resource: 'namespaces', path: '/api/v1/namespaces' },
  { resource: 'pods', path: '/api/v1/pods' },
  { resource: 'services', path: '/api/v1/services' },
  { resource: 'configmaps', path: '/api/v1/configmaps' },
  { resource: 'networkpolicies', path: '/apis/networking.k8s.io/v1/networkpolicies' },
  { resource: 'adminnetworkpolicies', path: '/apis/policy.networking.k8s.io/v1alpha1/adminnetworkpolicies' },
  {
    resource: 'baselineadminnetworkpolicies',
    path: '/apis/policy.networking.k8s.io/v1alpha1/baselineadminnetworkpolicies',
  },
  { resource: 'egressfirewalls', path: '/apis/k8s.ovn.org/v1/egressfirewalls' },
  { resource: 'egressips', path: '/apis/k8s.ovn.org/v1/egressips' },
  { resource: 'userdefinednetworks', path: '/apis/k8s.ovn.org/v1/userdefinednetworks' },
  { resource: 'clusteruserdefinednetworks', path: '/apis/k8s.ovn.org/v1/clusteruserdefinednetworks' },
]

/**
 * Counts without listing: one object is asked for and the server says how many remain. A count that is refused is
 * null with the reason, never 0.
 */
export async function countObjects(kube: KubeApi, signal: AbortSignal): Promise<ObjectCount[]> {
  return Promise.all(
    counted.map(async ({ resource, path }): Promise<ObjectCount> => {
      const { value, error } = await settle(getObject(kube, `${path}?limit=1`, listMetaSchema, signal))
      if (error) return { resource, count: null, reason: error.code === 'not_found' ? 'not installed' : error.code }
      const remaining = value.metadata?.continue ? value.metadata.remainingItemCount : 0
      if (remaining === null || remaining === undefined) {
        return { resource, count: null, reason: 'the server does not say how many there are' }
      }
      return { resource, count: (value.items?.length ?? 0) + remaining }
    }),
  )
}

function parseReply<T extends z.ZodType>(schema: T, reply: unknown, path: string): z.output<T> {
  const parsed = schema.safeParse(reply)
  if (parsed.success) return parsed.data
  throw new AppError('upstream', `The API server's reply to ${path.split('?')[0]} has an unexpected shape.`, {
    hint: 'Check that the address is a Kubernetes API server and not a proxy in front of it.',
    cause: parsed.error,
  })
}
