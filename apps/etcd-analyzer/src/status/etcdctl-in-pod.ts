import type { ExecResult, KubeApi } from '@ocp-perf/ocp-auth'
import type { z } from 'zod'
import { etcdctlHealthSchema, etcdctlStatusSchema, parseEtcdReply, parseGoDuration } from './etcd-replies.ts'
import type { EndpointAnswer } from './join-members.ts'

// etcdctl gives up on a dead endpoint after its command timeout, and the exec call must outlast that.
const commandTimeout = '--command-timeout=4s'
export const execTimeoutMs = 8000

/** Where etcdctl runs. */
export interface PodCall {
  kube: KubeApi
  signal: AbortSignal
  namespace: string
  pod: string
  container: string
  flags: readonly string[]
}

/** Runs etcdctl without a shell; an exit code other than 0 is no error. */
export function etcdctl(
  { kube, signal, namespace, pod, container, flags }: PodCall,
  words: readonly string[],
): Promise<ExecResult> {
  const command = ['etcdctl', ...words, '-w', 'json', commandTimeout, ...flags]
  return kube.exec({ namespace, pod, container, command }, { signal, timeoutMs: execTimeoutMs })
}

/** What the endpoints say: those that etcdctl is configured for there, or with `--cluster` those of all members. */
export async function askEndpoints(call: PodCall, flags: readonly string[]): Promise<EndpointAnswer[]> {
  const [status, health] = await Promise.all([
    etcdctl(call, ['endpoint', 'status', ...flags]),
    etcdctl(call, ['endpoint', 'health', ...flags]),
  ])
  const from = `etcdctl in pod ${call.pod}`
  const statuses = listOf(etcdctlStatusSchema, status, from)
  const healths = listOf(etcdctlHealthSchema, health, from)
  const urls = new Set([...statuses.map(({ Endpoint }) => Endpoint), ...healths.map(({ endpoint }) => endpoint)])
  return [...urls].map((endpoint): EndpointAnswer => {
    const health = healths.find((candidate) => candidate.endpoint === endpoint)
    const status = statuses.find(({ Endpoint }) => Endpoint === endpoint)?.Status
    return {
      endpoint,
      status,
      healthy: health?.health ?? (status === undefined ? false : null),
      latencySeconds: health?.health ? parseGoDuration(health.took) : null,
      failure: health?.health ? undefined : (health?.error ?? (status ? undefined : 'it gave no answer to etcdctl')),
    }
  })
}

/** Where no endpoint answers, etcdctl prints nothing or the empty list of its language. */
function listOf<T extends z.ZodType<unknown[]>>(schema: T, { stdout }: ExecResult, from: string): z.output<T> {
  const text = stdout.trim()
  return parseEtcdReply(schema, text === '' || text === 'null' ? '[]' : text, from)
}
