import { parseArgs } from 'node:util'
import { software } from '../model/software.ts'
import type { SimMember, SimPod } from '../model/topology.ts'
import type { MemberStatus } from './cluster-state.ts'
import type { Snapshot } from './snapshot.ts'

/** What a program did in a container. */
export interface ExecOutcome {
  stdout: string
  stderr: string
  exitCode: number
}

type Member = SimMember & MemberStatus

const { etcd: version } = software
const clusterId = 0x6f3d_91c2_5a7e_b048n

const commands: Readonly<Record<string, (members: readonly Member[], wholeCluster: boolean) => ExecOutcome>> = {
  'endpoint health': endpointHealth,
  'endpoint status': endpointStatus,
  'member list': (members) => (hasQuorum(members) ? print(memberList(members)) : noAnswer),
  'alarm list': (members) => (hasQuorum(members) ? print(alarmList(members)) : noAnswer),
}

/** What etcd calls that need a quorum end in where there is none. */
const noAnswer: ExecOutcome = { stdout: '', stderr: 'Error: context deadline exceeded\n', exitCode: 1 }

/**
 * What a program answers in a pod, made from the state: nothing is ever run. In etcd pods it is `etcdctl` with a few commands
 * that read, in JSON; everything else fails and says so.
 */
export function answerProgram(
  { namespace }: SimPod,
  [program, ...words]: readonly string[],
  { members }: Snapshot,
): ExecOutcome {
  const call = namespace === 'openshift-etcd' && program === 'etcdctl' ? parseCall(words) : undefined
  const command = commands[call?.command ?? '']
  if (call === undefined || command === undefined) {
    const known = Object.keys(commands).map((name) => `etcdctl ${name} -w json`)
    const stderr = `This cluster is simulated and runs no programs. In etcd pods it answers: ${known.join(', ')}.\n`
    return { stdout: '', stderr, exitCode: 127 }
  }
  return command(members, call.cluster)
}

function parseCall(words: readonly string[]): { command: string; cluster: boolean } | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        'write-out': { type: 'string', short: 'w' },
        'command-timeout': { type: 'string' },
        cluster: { type: 'boolean', default: false },
      },
    })
    return values['write-out'] === 'json' ? { command: positionals.join(' '), cluster: values.cluster } : undefined
  } catch {
    // A flag that is not known here is answered like a command that is not.
    return undefined
  }
}

function hasQuorum(members: readonly Member[]): boolean {
  return members.some(({ isLeader }) => isLeader)
}

function endpointStatus(members: readonly Member[], wholeCluster: boolean): ExecOutcome {
  // The members of the cluster are asked of the cluster, which needs its quorum.
  if (wholeCluster && !hasQuorum(members)) return noAnswer
  const leader = members.find(({ isLeader }) => isLeader)
  const answers = members.filter(({ running }) => running)
  const failures = members.filter(({ running }) => !running)
  const printed = answers.map((member) => ({
    Endpoint: clientUrl(member),
    Status: {
      header: headerOf(member),
      version,
      dbSize: member.dbSize,
      ...(leader === undefined ? {} : { leader: idOf(leader) }),
      raftIndex: member.raftIndex,
      raftTerm: member.raftTerm,
      raftAppliedIndex: member.raftIndex,
      dbSizeInUse: member.dbInUse,
      ...(member.errors.length === 0 ? {} : { errors: member.errors }),
    },
  }))
  const complaints = failures.map((member) => `Failed to get the status of endpoint ${clientUrl(member)}`)
  return print(
    printed,
    complaints.map((text) => `${text} (context deadline exceeded)`),
  )
}

function endpointHealth(members: readonly Member[], wholeCluster: boolean): ExecOutcome {
  if (wholeCluster && !hasQuorum(members)) return noAnswer
  const printed = members.map((member) => {
    const endpoint = clientUrl(member)
    if (!member.running || !hasQuorum(members)) {
      return { endpoint, health: false, took: '4s', error: 'context deadline exceeded' }
    }
    const alarms = member.alarms.length === 0 ? {} : { error: `Active Alarm(s): ${member.alarms.join(', ')}` }
    return { endpoint, health: member.alarms.length === 0, took: '2ms', ...alarms }
  })
  return print(printed, printed.every(({ health }) => health) ? [] : ['Error: unhealthy cluster'])
}

function memberList(members: readonly Member[]) {
  return {
    header: headerOf(members.find(({ isLeader }) => isLeader)),
    members: members.map((member) => ({
      ID: idOf(member),
      name: member.node,
      peerURLs: [`https://${member.address}:2380`],
      clientURLs: [clientUrl(member)],
    })),
  }
}

function alarmList(members: readonly Member[]) {
  const raised = members.filter(({ alarms }) => alarms.length > 0)
  return {
    header: headerOf(members.find(({ isLeader }) => isLeader)),
    // The number of NOSPACE, as etcdctl prints it.
    ...(raised.length === 0 ? {} : { alarms: raised.map((member) => ({ memberID: idOf(member), alarm: 1 })) }),
  }
}

function headerOf(member: Member | undefined) {
  if (member === undefined) return {}
  return { cluster_id: wide(clusterId), member_id: idOf(member), raft_term: member.raftTerm }
}

function clientUrl({ address }: SimMember): string {
  return `https://${address}:2379`
}

function idOf({ id }: SimMember): string {
  return wide(BigInt(`0x${id}`))
}

/** A 64-bit number, which JSON may hold and a JavaScript number may not: its digits, marked until they are printed. */
function wide(value: bigint): string {
  return `uint64:${value}`
}

function print(value: object, complaints: readonly string[] = []): ExecOutcome {
  const stdout = JSON.stringify(value).replace(/"uint64:(\d+)"/g, '$1')
  const stderr = complaints.map((text) => `${text}\n`).join('')
  return { stdout: `${stdout}\n`, stderr, exitCode: complaints.length === 0 ? 0 : 1 }
}
