import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@ocp-perf/errors'
import type { LabPaths } from '../machine/paths.ts'
import { isAlive, type LabProcess, startProcess } from '../machine/processes.ts'
import { insideNamespace } from '../network/namespaces.ts'
import { type LabState, type Member, updateState } from '../state.ts'
import { endpointHealthy, endpointStatus } from './etcd-gateway.ts'

const http = (member: Member, port: number): string => `http://${member.address}:${port}`

/** A member's client URL as its own network sees it. */
export const clientUrl = (member: Member): string => http(member, member.clientPort)

/** The name under which a member's process is on record. */
const etcdProcess = (member: string): string => `etcd-${member}`

/** etcd's command line, with the flags that OpenShift sets where they change what is measured. */
export function etcdCommand(state: LabState, member: Member): string[] {
  const cluster = state.members.map((each) => `${each.name}=${http(each, each.peerPort)}`).join(',')
  const flags = {
    name: member.name,
    'data-dir': join(member.dataDirectory, 'etcd'),
    'listen-peer-urls': http(member, member.peerPort),
    'initial-advertise-peer-urls': http(member, member.peerPort),
    'listen-client-urls': clientUrl(member),
    // What members advertise must work where clients are: on this machine's loopback.
    'advertise-client-urls': member.endpoint,
    'listen-metrics-urls': http(member, member.metricsPort),
    'initial-cluster': cluster,
    'initial-cluster-state': 'new',
    'initial-cluster-token': state.prefix,
    'quota-backend-bytes': String(state.quotaBytes),
    metrics: 'extensive',
    logger: 'zap',
    'log-outputs': 'stderr',
  }
  const argv = [state.programs.etcd, ...Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`)]
  return insideNamespace(member.namespace, argv)
}

/** Starts one member, for the first time or again on its data, and puts it on record. */
export async function startMember(paths: LabPaths, state: LabState, member: Member): Promise<void> {
  const name = etcdProcess(member.name)
  const started = await startProcess({
    name,
    argv: etcdCommand(state, member),
    logFile: join(paths.logs, `${name}.log`),
    // 3.4 refuses to run on arm64 unless it is told to.
    environment: process.arch === 'arm64' ? { ETCD_UNSUPPORTED_ARCH: 'arm64' } : {},
  })
  updateState(paths, (latest) => {
    latest.processes = [...latest.processes.filter((each) => each.name !== name), started]
  })
}

/** The process of a member, which may have ended. */
export function memberProcess(state: LabState, member: string): LabProcess | undefined {
  return state.processes.find(({ name }) => name === etcdProcess(member))
}

/** Waits until every member agrees on a leader and answers its health check. Throws `timeout` naming those that do not. */
export async function waitForMembers(state: LabState, timeoutMs = 30_000, signal?: AbortSignal): Promise<void> {
  let waiting: string[] = []
  for (const until = Date.now() + timeoutMs; Date.now() < until; await sleep(200, undefined, { signal })) {
    const healthy = await Promise.all(state.members.map(({ endpoint }) => endpointHealthy(endpoint, { signal })))
    waiting = state.members.filter((_, index) => !healthy[index]).map(({ name }) => name)
    if (waiting.length === 0) return
    const ended = waiting.find((name) => {
      const process = memberProcess(state, name)
      return process !== undefined && !isAlive(process)
    })
    if (ended !== undefined) {
      throw new AppError('upstream', `etcd ${ended} has ended`, {
        hint: `Its output is in ${join(state.directory, 'logs', `${etcdProcess(ended)}.log`)}.`,
        retryable: false,
      })
    }
  }
  throw new AppError('timeout', `Not healthy within ${timeoutMs / 1000} s: ${waiting.join(', ')}`, {
    hint: 'Active faults are shown by `pnpm lab status`; `pnpm lab clear` ends them.',
  })
}

/** The member that leads, or `undefined` while nobody does. */
export async function findLeader(state: LabState, signal?: AbortSignal): Promise<Member | undefined> {
  const answers = await Promise.allSettled(
    state.members.map(({ endpoint }) => endpointStatus(endpoint, { timeoutMs: 3_000, signal })),
  )
  signal?.throwIfAborted()
  const terms = answers.map((answer) =>
    answer.status === 'fulfilled' && answer.value.isLeader ? answer.value.raftTerm : -1,
  )
  // A leader that was cut off still takes itself for one, but in an older term.
  const newest = Math.max(...terms)
  return newest < 0 ? undefined : state.members[terms.indexOf(newest)]
}

/** Waits until some member leads. Throws `timeout` when none does. */
export async function waitForLeader(state: LabState, timeoutMs = 30_000, signal?: AbortSignal): Promise<Member> {
  for (const until = Date.now() + timeoutMs; Date.now() < until; await sleep(200, undefined, { signal })) {
    const leader = await findLeader(state, signal)
    if (leader) return leader
  }
  throw new AppError('timeout', `No member leads after ${timeoutMs / 1000} s`, { hint: 'pnpm lab status' })
}
