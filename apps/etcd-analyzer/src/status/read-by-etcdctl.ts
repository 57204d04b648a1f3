import { AppError } from '@ocp-perf/errors'
import type { ExecResult, KubeApi } from '@ocp-perf/ocp-auth'
import { z } from 'zod'
import type { StatusReading } from './cluster-status-schema.ts'
import { alarmReplySchema, memberListReplySchema, parseEtcdReply } from './etcd-replies.ts'
import { askEndpoints, etcdctl, execTimeoutMs, type PodCall } from './etcdctl-in-pod.ts'
import { joinMembers } from './join-members.ts'
import { type EtcdPod, readPodByPod } from './read-pod-by-pod.ts'

/** Where etcd's pods are, and what etcdctl needs there that its container's environment does not already say. */
const installations: readonly {
  namespace: string
  labelSelector: string
  container: string
  flags: readonly string[]
}[] = [
  { namespace: 'openshift-etcd', labelSelector: 'app=etcd', container: 'etcdctl', flags: [] },
  {
    namespace: 'kube-system',
    labelSelector: 'component=etcd',
    container: 'etcd',
    flags: [
      '--endpoints=https://127.0.0.1:2379',
      '--cacert=/etc/kubernetes/pki/etcd/ca.crt',
      '--cert=/etc/kubernetes/pki/etcd/server.crt',
      '--key=/etc/kubernetes/pki/etcd/server.key',
    ],
  },
]

const podListSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      status: z
        .object({
          phase: z.string().nullish(),
          podIP: z.string().nullish(),
          conditions: z.array(z.object({ type: z.string(), status: z.string() })).nullish(),
        })
        .nullish(),
    }),
  ),
})

/**
 * Runs etcdctl in one etcd pod through the exec API: no shell, a time limit, and the next pod when one is broken.
 * etcdctl exits 1 as soon as one endpoint is unhealthy, so what it prints counts and not its exit code. Without a quorum
 * no pod can list the members, and what each pod's own endpoints say is put together.
 */
export async function readByEtcdctl(kube: KubeApi, signal: AbortSignal): Promise<StatusReading> {
  const { pods, ...installation } = await findPods(kube, signal)
  const skipped: string[] = []
  for (const { name: pod } of pods) {
    try {
      const reading = await readInPod({ kube, signal, pod, ...installation })
      return { ...reading, notes: [...reading.notes, ...skipped] }
    } catch (error) {
      // Any other pod can answer for the whole cluster, but a refused exec is refused in all of them.
      if (!(error instanceof AppError) || error.code === 'forbidden' || error.code === 'unauthorized') throw error
      skipped.push(`etcdctl failed in pod ${pod} (${error.code}): ${error.message}`)
    }
  }
  const reading = await readPodByPod(pods, { kube, signal, ...installation })
  if (reading !== undefined) return { ...reading, notes: [...reading.notes, ...skipped] }
  const names = pods.map(({ name }) => name).join(', ')
  throw new AppError('upstream', `etcdctl failed in each of the pods ${names}. ${skipped.at(-1) ?? ''}`, {
    hint: 'Look at the etcd pods: kubectl get pods -n openshift-etcd (or -n kube-system).',
  })
}

async function findPods(kube: KubeApi, signal: AbortSignal) {
  for (const installation of installations) {
    const query = `labelSelector=${encodeURIComponent(installation.labelSelector)}&limit=20`
    const path = `/api/v1/namespaces/${installation.namespace}/pods`
    const reply = await kube.get(`${path}?${query}`, { signal, timeoutMs: execTimeoutMs })
    const list = podListSchema.safeParse(reply)
    if (!list.success) {
      throw new AppError('upstream', `The API server's reply to ${path} has an unexpected shape.`, {
        cause: list.error,
      })
    }
    const isReady = (pod: (typeof list.data.items)[number]) =>
      pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true
    const pods = [...list.data.items]
      .sort((a, b) => Number(isReady(b)) - Number(isReady(a)))
      .map(({ metadata, status }): EtcdPod => ({ name: metadata.name, address: status?.podIP ?? undefined }))
    if (pods.length > 0) return { ...installation, pods }
  }
  throw new AppError('not_found', 'No etcd pod was found in openshift-etcd or kube-system.', {
    hint: 'Where etcd runs outside the cluster, name its client URLs under etcd.endpoints in clusters.yaml.',
  })
}

async function readInPod(call: PodCall): Promise<StatusReading> {
  const [membersOut, endpoints, alarmsOut] = await Promise.all([
    etcdctl(call, ['member', 'list']),
    askEndpoints(call, ['--cluster']),
    etcdctl(call, ['alarm', 'list']),
  ])
  const from = `etcdctl in pod ${call.pod}`
  const members = parseEtcdReply(memberListReplySchema, printed(membersOut, from), from)
  const alarms = alarmsOut.stdout.trim() === '' ? null : parseEtcdReply(alarmReplySchema, alarmsOut.stdout, from).alarms
  return {
    source: 'etcdctl',
    read_from: `etcdctl in pod ${call.namespace}/${call.pod}`,
    ...joinMembers({ members, endpoints, alarms }),
    notes: alarms === null ? ['Alarms could not be read, as happens without a quorum.'] : [],
  }
}

function printed({ stdout, stderr, exitCode }: ExecResult, from: string): string {
  if (stdout.trim() !== '') return stdout
  throw new AppError(
    'upstream',
    `${from} printed nothing and exited ${exitCode ?? 'without a code'}: ${lastLine(stderr)}`,
    {
      hint: 'The member in that pod may be down; its log says why.',
    },
  )
}

function lastLine(text: string): string {
  return (text.trim().split('\n').at(-1) ?? '').slice(0, 200)
}
