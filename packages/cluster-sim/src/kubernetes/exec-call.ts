import type { IncomingMessage } from 'node:http'
import { AppError } from '@ocp-perf/errors'
import { withStatus } from '@ocp-perf/http'
import type { SimPod } from '../model/topology.ts'
import { answerProgram, type ExecOutcome } from './etcdctl.ts'
import { noSuchResource } from './failure.ts'
import { admit, type KubernetesApiOptions } from './kubernetes-api.ts'
import type { Snapshot } from './snapshot.ts'
import { attributesOf, targetOf } from './target.ts'

/** Paths of the exec API. */
export const execPath = /^\/api\/v1\/namespaces\/[^/]+\/pods\/[^/]+\/exec$/

/** What a program does that somebody wants to run in a container. Throws where the API server would not let him. */
export function answerExec(
  { url = '/', headers }: Pick<IncomingMessage, 'url' | 'headers'>,
  { snapshot, tokens }: KubernetesApiOptions,
): ExecOutcome {
  const { pathname, searchParams } = new URL(url, 'https://localhost')
  const target = targetOf(pathname)
  if ('path' in target) throw noSuchResource()
  admit(headers.authorization, attributesOf('GET', target, searchParams), tokens)
  const cluster = snapshot()
  const pod = cluster.topology.pods.find(
    ({ namespace, name }) => namespace === target.namespace && name === target.name,
  )
  if (pod === undefined) throw new AppError('not_found', `pods "${target.name}" not found`)
  requireContainer(pod, searchParams.get('container') ?? pod.containers[0], cluster)
  return answerProgram(pod, searchParams.getAll('command'), cluster)
}

function requireContainer(pod: SimPod, container: string | undefined, { isReady, members }: Snapshot): void {
  if (container === undefined || !pod.containers.includes(container)) {
    throw new AppError('invalid_input', `container ${container} is not valid for pod ${pod.name}`)
  }
  if (!isReady(pod.node)) {
    const message = `error dialing backend: dial tcp ${pod.address}:10250: connect: no route to host`
    throw withStatus(new AppError('upstream', message), 500)
  }
  const isStopped = members.some(({ name, running }) => name === pod.name && !running)
  if (isStopped && container === pod.containers[0]) {
    throw withStatus(new AppError('upstream', `container not found ("${container}")`), 500)
  }
}
