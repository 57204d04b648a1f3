import { existsSync, readFileSync } from 'node:fs'
import { findController } from './machine/cgroup.ts'
import { whyNoProgram } from './machine/programs.ts'
import type { LabState, NetworkMode } from './state.ts'

/** What a fault or a suite may need of the machine and of the lab that runs on it. */
export const needs = [
  'namespaces',
  'wire',
  'bridge',
  'own-disk',
  'tracing',
  'packet-filter',
  'traffic-control',
  'cpu-limit',
  'disk-limit',
  'sysctl',
  'open-files',
] as const
export type Need = (typeof needs)[number]

/** What is asked of a lab: only what decides whether a need is met. */
export type LabTraits = Pick<LabState, 'network'> & { members: readonly { device?: unknown }[] }

const checks: Record<Need, (lab: LabTraits) => string | undefined> = {
  namespaces: ({ network }) =>
    network === 'loopback' ? 'members need network namespaces of their own (root; --net wire or bridge)' : undefined,
  wire: ({ network }) => (network === 'wire' ? undefined : 'the lab must run with --net wire (root, /dev/net/tun, cc)'),
  bridge: ({ network }) => (network === 'bridge' ? undefined : 'the lab must run with --net bridge (root)'),
  'own-disk': ({ members }) =>
    members.every(({ device }) => device !== undefined)
      ? undefined
      : `each member needs a disk of its own (${whyNoOwnDisk() ?? '--net wire or bridge'})`,
  tracing: () => whyNoProgram('strace') ?? tracingForbidden(),
  'packet-filter': (lab) => checks.namespaces(lab) ?? whyNoProgram('nft'),
  'traffic-control': (lab) => checks.namespaces(lab) ?? whyNoProgram('tc'),
  'cpu-limit': () => (findController('cpu') ? undefined : 'no cgroup cpu controller that this user may write'),
  'disk-limit': () => (findController('blkio') ? undefined : 'no cgroup blkio/io controller that this user may write'),
  'open-files': () => whyNoProgram('prlimit'),
  sysctl: () => (mayAdminister() ? undefined : 'machine-wide settings can only be changed by root'),
}

/** Why a need is not met; `undefined` when it is. */
export function whyMissing(need: Need, lab: LabTraits): string | undefined {
  return checks[need](lab)
}

const isRoot = (): boolean => process.getuid?.() === 0

/** CAP_NET_ADMIN and CAP_SYS_ADMIN, as bits of CapEff: root inside a container often has neither. */
const administration = (1n << 12n) | (1n << 21n)

function mayAdminister(): boolean {
  const mask = /^CapEff:\t([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'
  return (BigInt(`0x${mask}`) & administration) === administration
}

/** Why members cannot have disks of their own; `undefined` when they can. */
export function whyNoOwnDisk(): string | undefined {
  if (!mayAdminister()) return 'mounting needs root'
  if (!existsSync('/dev/loop-control')) return 'there are no loop devices'
  return whyNoProgram('mkfs') ?? whyNoProgram('mount')
}

/** Yama may keep a user from tracing even their own processes. */
function tracingForbidden(): string | undefined {
  const file = '/proc/sys/kernel/yama/ptrace_scope'
  const scope = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
  if (scope === 3 || (scope > 0 && !isRoot())) return `tracing is forbidden here (kernel.yama.ptrace_scope=${scope})`
  return undefined
}

/** The best network that this machine can make; what a better one lacks is said by {@link whyNotNetwork}. */
export function bestNetwork(): NetworkMode {
  return (['wire', 'bridge'] as const).find((mode) => whyNotNetwork(mode) === undefined) ?? 'loopback'
}

/** Why this machine cannot run a network mode; `undefined` when it can. */
export function whyNotNetwork(mode: NetworkMode): string | undefined {
  if (mode === 'loopback') return undefined
  if (!mayAdminister()) return 'network namespaces need root'
  if (mode === 'bridge') return whyNoProgram('ip')
  if (!existsSync('/dev/net/tun')) return 'the switch needs /dev/net/tun'
  return whyNoProgram('ip') ?? whyNoProgram('cc')
}
