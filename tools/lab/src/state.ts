import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'
import type { LabPaths } from './machine/paths.ts'

/**
 * How the members reach each other: `wire` joins namespaces by our userspace switch, which can delay and lose frames;
 * `bridge` by a kernel bridge; `loopback` has no namespaces and needs no root.
 */
export const networkModes = ['wire', 'bridge', 'loopback'] as const
export type NetworkMode = (typeof networkModes)[number]

/** A process on record: see `LabProcess`. */
export const processSchema = z.strictObject({ name: z.string(), pid: z.int().positive(), startTicks: z.string() })

/** One thing to take back. Each is written down before it is done, and doing it twice changes nothing. */
const undoStepSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('process'), process: processSchema }),
  z.strictObject({ kind: z.literal('resume'), member: z.string() }),
  z.strictObject({ kind: z.literal('sysctl'), key: z.string(), value: z.string() }),
  z.strictObject({ kind: z.literal('cgroup'), path: z.string(), parent: z.string() }),
  z.strictObject({ kind: z.literal('wire') }),
  z.strictObject({ kind: z.literal('nft'), namespace: z.string(), table: z.string() }),
  z.strictObject({ kind: z.literal('qdisc'), namespace: z.string(), device: z.string() }),
  z.strictObject({ kind: z.literal('mtu'), namespace: z.string(), device: z.string(), value: z.int() }),
  z.strictObject({ kind: z.literal('link'), namespace: z.string(), device: z.string() }),
  z.strictObject({ kind: z.literal('packet-steering'), namespace: z.string(), device: z.string(), value: z.string() }),
  z.strictObject({ kind: z.literal('member'), member: z.string() }),
  z.strictObject({ kind: z.literal('open-files'), member: z.string(), limit: z.string() }),
  z.strictObject({ kind: z.literal('quota'), bytes: z.number() }),
  z.strictObject({ kind: z.literal('keys'), prefix: z.string() }),
  z.strictObject({ kind: z.literal('file'), path: z.string() }),
])
export type UndoStep = z.infer<typeof undoStepSchema>

const activeFaultSchema = z.strictObject({
  name: z.string(),
  member: z.string().optional(),
  peer: z.string().optional(),
  strength: z.number(),
  /** When it was injected, unix seconds. */
  since: z.number(),
  undo: z.array(undoStepSchema),
})
export type ActiveFault = z.infer<typeof activeFaultSchema>

const memberSchema = z.strictObject({
  name: z.string(),
  node: z.string(),
  /** Absent on loopback. */
  namespace: z.string().optional(),
  address: z.string(),
  clientPort: z.int(),
  peerPort: z.int(),
  metricsPort: z.int(),
  exporterPort: z.int(),
  /** Its client endpoint as seen from this machine's own loopback. */
  endpoint: z.string(),
  dataDirectory: z.string(),
  /** The block device that holds nothing but this member's data; absent where members share one. */
  device: z.strictObject({ name: z.string(), number: z.string() }).optional(),
})
export type Member = z.infer<typeof memberSchema>

const stateSchema = z.strictObject({
  format: z.literal(1),
  bootId: z.string(),
  directory: z.string(),
  prefix: z.string(),
  network: z.enum(networkModes),
  interval: z.string(),
  quotaBytes: z.number(),
  programs: z.strictObject({
    etcd: z.string(),
    etcdctl: z.string(),
    prometheus: z.string(),
    promtool: z.string(),
    nodeExporter: z.string(),
  }),
  versions: z.strictObject({ etcd: z.string(), prometheus: z.string() }),
  monitorNamespace: z.string().optional(),
  prometheusAddress: z.string(),
  prometheusUrl: z.string(),
  members: z.array(memberSchema),
  processes: z.array(processSchema),
  namespaces: z.array(z.string()),
  mounts: z.array(z.string()),
  faults: z.array(activeFaultSchema),
  /** The steady load that was started with the lab, as flags of the load worker. */
  load: z.string().optional(),
  /** Unix seconds when everything answered first, or the last fault was cleared: what is later is the lab as it is. */
  quietSince: z.number().optional(),
  /** True once everything answered; a lab whose start was cut short stays false. */
  ready: z.boolean(),
})
export type LabState = z.infer<typeof stateSchema>

/** Changes with each boot: pids, namespaces and mounts of another boot are gone. */
export function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
}

/** What a lab wrote down in these paths; `undefined` where nothing is. */
export function readStateText(paths: LabPaths): string | undefined {
  try {
    return readFileSync(paths.state, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    throw cause
  }
}

/** The state of the lab in these paths; `undefined` when there is none. A file that is no state of ours is an error. */
export function readState(paths: LabPaths): LabState | undefined {
  const text = readStateText(paths)
  if (text === undefined) return undefined
  const parsed = stateSchema.safeParse(parseJson(text))
  if (parsed.success) return parsed.data
  throw new AppError('conflict', `${paths.state} is not a lab state that this version can read.`, {
    hint: 'Run `pnpm lab down` from the checkout that started the lab, or remove the file if no lab runs.',
    cause: parsed.error,
  })
}

/** Like {@link readState}, where a lab has to be there. */
export function requireState(paths: LabPaths): LabState {
  const state = readState(paths)
  if (state !== undefined) return state
  throw new AppError('not_found', `No lab runs in ${paths.directory}.`, { hint: 'Start one: pnpm lab up' })
}

/** Replaces the file in one step, so that a crash leaves the old state or the new one. */
export function writeState(paths: LabPaths, state: LabState): void {
  mkdirSync(dirname(paths.state), { recursive: true })
  const temporary = `${paths.state}.${process.pid}`
  writeFileSync(temporary, `${JSON.stringify(state, null, 2)}\n`)
  renameSync(temporary, paths.state)
}

/** Reads, changes and writes the state without an await in between. */
export function updateState(paths: LabPaths, change: (state: LabState) => void): LabState {
  const state = requireState(paths)
  change(state)
  writeState(paths, state)
  return state
}

export function removeState(paths: LabPaths): void {
  rmSync(paths.state, { force: true })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // The schema check that follows reports it.
  }
}
