import type { LabPaths } from './machine/paths.ts'
import { isAlive } from './machine/processes.ts'
import { memberProcess } from './servers/etcd.ts'
import { endpointHealthy, endpointStatus } from './servers/etcd-gateway.ts'
import { queryPrometheus } from './servers/monitoring.ts'
import { type ActiveFault, bootId, type LabState, type NetworkMode, readState } from './state.ts'

export interface MemberStatus {
  name: string
  node: string
  endpoint: string
  running: boolean
  healthy: boolean
  leader: boolean
  dbBytes: number | null
}

export interface LabStatus {
  /** `absent` no lab; `up` all well; `degraded` something does not answer; `dead` left over from a crash or a boot. */
  condition: 'absent' | 'up' | 'degraded' | 'dead'
  directory: string
  network?: NetworkMode
  interval?: string
  versions?: LabState['versions']
  prometheusUrl?: string
  /** Targets that answered the last scrape, of how many; null when Prometheus itself does not answer. */
  targets?: { up: number; of: number } | null
  members: MemberStatus[]
  faults: Omit<ActiveFault, 'undo'>[]
  /** Other processes of the lab by name: the relay, the switch, the load. */
  processes: { name: string; pid: number; running: boolean }[]
}

/** Looks at the lab in these paths, without changing anything. */
export async function labStatus(paths: LabPaths, signal?: AbortSignal): Promise<LabStatus> {
  const state = readState(paths)
  if (!state) return { condition: 'absent', directory: paths.directory, members: [], faults: [], processes: [] }
  const [members, targets] = await Promise.all([
    Promise.all(state.members.map((member) => memberStatus(state, member, signal))),
    targetStatus(state, signal),
  ])
  const processes = state.processes.map((each) => ({ name: each.name, pid: each.pid, running: isAlive(each) }))
  const alive = state.bootId === bootId() && processes.some(({ running }) => running)
  const well = state.ready && members.every(({ healthy }) => healthy) && targets !== null && targets.up === targets.of
  return {
    condition: !alive ? 'dead' : well ? 'up' : 'degraded',
    directory: paths.directory,
    network: state.network,
    interval: state.interval,
    versions: state.versions,
    prometheusUrl: state.prometheusUrl,
    targets,
    members,
    faults: state.faults.map(({ undo: _, ...fault }) => fault),
    processes,
  }
}

async function memberStatus(
  state: LabState,
  { name, node, endpoint }: LabState['members'][number],
  signal?: AbortSignal,
): Promise<MemberStatus> {
  const process = memberProcess(state, name)
  const base = { name, node, endpoint, running: process !== undefined && isAlive(process) }
  if (!base.running) return { ...base, healthy: false, leader: false, dbBytes: null }
  const [healthy, status] = await Promise.all([
    endpointHealthy(endpoint, { signal }),
    endpointStatus(endpoint, { timeoutMs: 3_000, signal }).catch(() => undefined),
  ])
  signal?.throwIfAborted()
  return { ...base, healthy, leader: status?.isLeader ?? false, dbBytes: status?.dbSize ?? null }
}

async function targetStatus(
  { prometheusUrl, members }: LabState,
  signal?: AbortSignal,
): Promise<NonNullable<LabStatus['targets']> | null> {
  try {
    const up = await queryPrometheus(prometheusUrl, 'up == 1', signal)
    return { up: up.length, of: members.length * 2 }
  } catch {
    signal?.throwIfAborted()
    return null // Prometheus itself is part of what is looked at.
  }
}

/** The status as a person reads it. */
export function formatStatus(status: LabStatus): string {
  if (status.condition === 'absent') return `No lab in ${status.directory}. Start one: pnpm lab up\n`
  const rows = status.members.map(({ name, node, endpoint, running, healthy, leader, dbBytes }) => [
    name,
    node,
    endpoint,
    !running ? 'down' : healthy ? 'healthy' : 'unhealthy',
    leader ? 'leader' : '',
    dbBytes === null ? '' : `${(dbBytes / 1024 ** 2).toFixed(1)} MiB`,
  ])
  const { versions, targets } = status
  const lines = [
    `Lab ${status.condition} in ${status.directory} (network ${status.network}, scraped every ${status.interval})`,
    `Prometheus ${versions?.prometheus}  ${status.prometheusUrl}  ${targets ? `${targets.up} of ${targets.of} targets up` : 'does not answer'}`,
    `etcd ${versions?.etcd}`,
    ...table(rows).map((line) => `  ${line}`),
    status.faults.length === 0 ? 'No active fault' : 'Active faults',
    ...status.faults.map((fault) => `  ${formatFault(fault)}`),
    `Processes  ${status.processes.map(({ name, pid, running }) => `${name}:${running ? pid : 'ended'}`).join(' ')}`,
  ]
  return `${lines.join('\n')}\n`
}

export function formatFault({ name, member, peer, strength, since }: Omit<ActiveFault, 'undo'>): string {
  const where = peer === undefined ? (member ?? 'all members') : `${member} - ${peer}`
  return `${name} on ${where}, strength ${strength}, since ${new Date(since * 1000).toISOString()}`
}

/** Columns as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
