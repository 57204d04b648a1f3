import { AppError } from '@ocp-perf/errors'
import type { StatusReading } from './cluster-status-schema.ts'
import { askEndpoints, type PodCall } from './etcdctl-in-pod.ts'
import { type EndpointAnswer, joinMembers } from './join-members.ts'

export interface EtcdPod {
  name: string
  /** Of the pod, which is that of its node; undefined while it has none. */
  address: string | undefined
}

/**
 * The state of etcd without its list of members, which only a quorum gives: what the endpoints say that etcdctl is
 * configured for in each pod. A member without an answer is known by its pod alone. Undefined when no endpoint gives a
 * status.
 */
export async function readPodByPod(
  pods: readonly EtcdPod[],
  call: Omit<PodCall, 'pod'>,
): Promise<StatusReading | undefined> {
  const asked = await Promise.all(pods.map((pod) => askInPod(pod, { ...call, pod: pod.name })))
  const endpoints = bestAnswers(asked.flat())
  if (endpoints.every(({ status }) => status === undefined)) return undefined
  const members = endpoints.map(({ endpoint, status }) => ({
    ID: status?.header.member_id ?? null,
    name: pods.find(({ address }) => address !== undefined && address === hostOf(endpoint))?.name.replace(/^etcd-/, ''),
    clientURLs: [endpoint],
  }))
  return {
    source: 'etcdctl',
    read_from: `etcdctl in the pods ${pods.map(({ name }) => `${call.namespace}/${name}`).join(', ')}`,
    ...joinMembers({ members: { members }, endpoints, alarms: null }),
    notes: [
      'The list of members and the alarms could not be read, as happens without a quorum: these are the members that the endpoints of each pod tell of.',
    ],
  }
}

async function askInPod({ address }: EtcdPod, call: PodCall): Promise<EndpointAnswer[]> {
  const own = `https://${address === undefined ? call.pod : bracketed(address)}:2379`
  try {
    const answers = await askEndpoints(call, [])
    // In each pod "here" is another member.
    return answers.map((answer) => (isHere(hostOf(answer.endpoint)) ? { ...answer, endpoint: own } : answer))
  } catch (error) {
    // A pod that cannot be asked is a member that gives no answer; the others may.
    if (!(error instanceof AppError)) throw error
    return [{ endpoint: own, status: undefined, healthy: null, latencySeconds: null, failure: error.message }]
  }
}

/** One answer for each endpoint: an endpoint that one pod cannot reach may have answered another. */
function bestAnswers(answers: readonly EndpointAnswer[]): EndpointAnswer[] {
  const best = new Map<string, EndpointAnswer>()
  for (const answer of answers) {
    const known = best.get(answer.endpoint)
    if (known === undefined || worth(answer) > worth(known)) best.set(answer.endpoint, answer)
  }
  return [...best.values()]
}

function worth({ status, healthy }: EndpointAnswer): number {
  return (status === undefined ? 0 : 2) + (healthy === true ? 1 : 0)
}

function hostOf(endpoint: string): string {
  return URL.canParse(endpoint) ? new URL(endpoint).hostname.replace(/^\[|\]$/g, '') : ''
}

function isHere(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}

function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address
}
