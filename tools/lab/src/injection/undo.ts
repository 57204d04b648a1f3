import { rmSync, writeFileSync } from 'node:fs'
import { removeGroup } from '../machine/cgroup.ts'
import { runCommand } from '../machine/command.ts'
import { setOpenFilesLimit } from '../machine/open-files.ts'
import type { LabPaths } from '../machine/paths.ts'
import { endProcess, isAlive, signalProcess } from '../machine/processes.ts'
import { requireProgram } from '../machine/programs.ts'
import { insideNamespace, ip, namespaceExists } from '../network/namespaces.ts'
import { noImpairment, setLink } from '../network/wire.ts'
import { memberProcess, startMember, waitForLeader, waitForMembers } from '../servers/etcd.ts'
import { defragment, disarm, removeKeys } from '../servers/etcd-gateway.ts'
import { requireState, type UndoStep, updateState } from '../state.ts'

type Step<Kind extends UndoStep['kind']> = Extract<UndoStep, { kind: Kind }>
type Undoers = { [Kind in UndoStep['kind']]: (step: Step<Kind>, paths: LabPaths) => Promise<void> }

/** How each kind of step is taken back. Each may run twice, and on a lab that is half gone. */
const undoers: Undoers = {
  process: async ({ process }) => {
    await endProcess(process)
  },
  resume: async ({ member }, paths) => {
    const process = memberProcess(requireState(paths), member)
    if (process) signalProcess(process, 'SIGCONT')
  },
  sysctl: async ({ key, value }) => writeFileSync(sysctlFile(key), value),
  cgroup: async ({ path, parent }) => removeGroup(path, parent),
  wire: async (_, paths) => setLink(paths, '*', '*', noImpairment),
  nft: async ({ namespace, table }) => {
    const nft = insideNamespace(namespace, [requireProgram('nft')])
    // `add` first, because deleting a table that is not there is an error.
    if (namespaceExists(namespace)) {
      await runCommand([...nft, '-f', '-'], { input: `add table inet ${table}\ndelete table inet ${table}\n` })
    }
  },
  qdisc: async ({ namespace, device }) => {
    if (!namespaceExists(namespace)) return
    const tc = insideNamespace(namespace, [requireProgram('tc'), 'qdisc'])
    const rules = await runCommand([...tc, 'show', 'dev', device])
    if (rules.includes('tbf')) await runCommand([...tc, 'del', 'dev', device, 'root'])
  },
  mtu: async ({ namespace, device, value }) => {
    if (namespaceExists(namespace)) await ip(['-n', namespace, 'link', 'set', device, 'mtu', String(value)])
  },
  link: async ({ namespace, device }) => {
    if (namespaceExists(namespace)) await ip(['-n', namespace, 'link', 'set', device, 'up'])
  },
  'packet-steering': async ({ namespace, device, value }) => {
    if (namespaceExists(namespace)) await writePacketSteering(namespace, device, value)
  },
  member: async ({ member }, paths) => {
    const state = requireState(paths)
    const found = state.members.find(({ name }) => name === member)
    const process = memberProcess(state, member)
    if (found && !(process && isAlive(process))) await startMember(paths, state, found)
  },
  'open-files': async ({ member, limit }, paths) => {
    const process = memberProcess(requireState(paths), member)
    if (process && isAlive(process)) await setOpenFilesLimit(process.pid, limit)
  },
  quota: async ({ bytes }, paths) => await restartWithQuota(paths, bytes),
  keys: async ({ prefix }, paths) => await removeAndDefragment(paths, prefix),
  file: async ({ path }) => rmSync(path, { force: true }),
}

/** Takes one step back on a lab that runs. */
export async function takeBack(step: UndoStep, paths: LabPaths): Promise<void> {
  // Each undoer takes its own kind of step, which the type system cannot follow through the lookup.
  const undo = undoers[step.kind] as (step: UndoStep, paths: LabPaths) => Promise<void>
  await undo(step, paths)
}

/** Takes back what would outlive the lab; the rest ends with its processes, namespaces and disks. */
export async function takeBackFromMachine(step: UndoStep): Promise<void> {
  if (step.kind === 'process') await endProcess(step.process, 1_000)
  if (step.kind === 'sysctl') writeFileSync(sysctlFile(step.key), step.value)
  if (step.kind === 'cgroup') removeGroup(step.path, step.parent)
}

export const sysctlFile = (key: string): string => `/proc/sys/${key.replaceAll('.', '/')}`

/** The mask of CPUs that take packets off a namespace's device; `/sys` shows the namespace's own devices inside it. */
export async function writePacketSteering(namespace: string, device: string, mask: string): Promise<void> {
  const file = `/sys/class/net/${device}/queues/rx-0/rps_cpus`
  await runCommand(insideNamespace(namespace, ['tee', file]), { input: mask })
}

/** Restarts the members one after another with another limit on the database's size. */
export async function restartWithQuota(paths: LabPaths, bytes: number): Promise<void> {
  let state = updateState(paths, (latest) => {
    latest.quotaBytes = bytes
  })
  for (const member of state.members) {
    const process = memberProcess(state, member.name)
    if (process) await endProcess(process, 10_000)
    await startMember(paths, state, member)
    state = requireState(paths)
    await waitForMembers(state)
  }
}

async function removeAndDefragment(paths: LabPaths, prefix: string): Promise<void> {
  const state = requireState(paths)
  // A leader is enough: a database that is full makes every member unhealthy, and this is its cure.
  const { endpoint } = await waitForLeader(state)
  await removeKeys(endpoint, prefix, { timeoutMs: 60_000 })
  for (const member of state.members) await defragment(member.endpoint)
  await disarm(endpoint)
}
