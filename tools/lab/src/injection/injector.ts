import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@ocp-perf/errors'
import { loadCommand } from '../load/background.ts'
import type { LoadOptions } from '../load/options.ts'
import {
  type ControllerName,
  createGroup,
  currentGroup,
  findController,
  type LimitFile,
  moveToGroup,
} from '../machine/cgroup.ts'
import { runCommand } from '../machine/command.ts'
import type { LabPaths } from '../machine/paths.ts'
import { endedAtOnce, isAlive, type LabProcess, startProcess } from '../machine/processes.ts'
import { requireProgram } from '../machine/programs.ts'
import { type WorkerName, workerCommand } from '../machine/workers.ts'
import { insideNamespace, memberDevice } from '../network/namespaces.ts'
import { type LinkImpairment, noImpairment, setLink } from '../network/wire.ts'
import { memberProcess } from '../servers/etcd.ts'
import { type LabState, type Member, requireState, type UndoStep } from '../state.ts'
import { sysctlFile } from './undo.ts'

export interface InjectorOptions {
  paths: LabPaths
  fault: string
  members: readonly Member[]
  peer: Member | undefined
  strength: number
  /** Called before each action with the way back. */
  record: (step: UndoStep) => void
  signal?: AbortSignal | undefined
}

export interface Injector {
  /** Whom it hits: one member, or all where the fault is aimed at the cluster or the caller said `all`. */
  readonly members: readonly Member[]
  /** The other end of the link, for faults between two members. */
  readonly peer: Member | undefined
  readonly strength: number
  readonly paths: LabPaths
  readonly signal: AbortSignal | undefined
  state(): LabState
  /** Writes down how to take something back; done in the reverse order. */
  later(step: UndoStep): void
  /** Starts a program that runs until the fault is cleared. */
  run(name: string, argv: readonly string[]): Promise<LabProcess>
  /** Starts one of the lab's own workers, inside a namespace where one is given. */
  runWorker(worker: WorkerName, args: readonly string[], namespace?: string): Promise<LabProcess>
  /** Starts a load whose keys are removed when the fault is cleared. */
  runLoad(options: LoadOptions): Promise<void>
  /** Runs such a load until it has ended by itself. */
  finishLoad(options: LoadOptions): Promise<void>
  /** Puts a member's etcd under a cgroup limit; the limit's files depend on the cgroup version. */
  limit(controller: ControllerName, member: Member, limits: { 1: LimitFile[]; 2: LimitFile[] }): void
  setSysctl(key: string, value: string): void
  /** Impairs both directions between two members, or between one and every other. */
  impairLink(member: Member, peer: Member | undefined, impairment: Partial<LinkImpairment>): Promise<void>
  /** Adds packet filter rules to what a member receives. */
  filterInput(member: Member, rules: readonly string[]): Promise<void>
  /** A member's process; throws `conflict` when it does not run. */
  processOf(member: Member): LabProcess
  /** The namespace of a member; throws `conflict` on loopback. */
  namespaceOf(member: Member): string
}

export function createInjector(options: InjectorOptions): Injector {
  const { paths, fault, members, peer, strength, record, signal } = options
  const state = () => requireState(paths)
  const table = `lab_${fault.replaceAll('-', '_')}`

  async function run(name: string, argv: readonly string[]): Promise<LabProcess> {
    const logFile = join(paths.logs, `fault-${fault}-${name}.log`)
    const process = await startProcess({ name: `${fault}-${name}`, argv, logFile })
    record({ kind: 'process', process })
    await sleep(150, undefined, { signal })
    if (!isAlive(process)) throw endedAtOnce(`${fault}-${name}`, logFile)
    return process
  }

  async function filterInput(member: Member, rules: readonly string[]): Promise<void> {
    const namespace = namespaceOf(member)
    record({ kind: 'nft', namespace, table })
    const body = rules.map((rule) => `    ${rule}`).join('\n')
    const input = `add table inet ${table}\ntable inet ${table} {\n  chain input {\n    type filter hook input priority 0;\n${body}\n  }\n}\n`
    await runCommand(insideNamespace(namespace, [requireProgram('nft'), '-f', '-']), { input, signal })
  }

  return {
    members,
    peer,
    strength,
    paths,
    signal,
    state,
    later: record,
    run,
    filterInput,
    processOf: (member) => runningProcess(state(), member),
    namespaceOf,
    runWorker: (worker, args, namespace) => run(worker, insideNamespace(namespace, workerCommand(worker, args))),
    runLoad: async (load) => {
      record({ kind: 'keys', prefix: load.prefix ?? 'load' })
      await run('load', loadCommand(state(), { seconds: 1_800, ...load }))
    },
    finishLoad: async (load) => {
      record({ kind: 'keys', prefix: load.prefix ?? 'load' })
      await runCommand(loadCommand(state(), load), { timeoutMs: 180_000, signal })
    },
    limit: (controller, member, limits) => limitMember(state(), record, controller, member, limits),
    setSysctl: (key, value) => {
      const file = sysctlFile(key)
      record({ kind: 'sysctl', key, value: readFileSync(file, 'utf8').trim() })
      writeFileSync(file, value)
    },
    impairLink: async (member, other, impairment) => {
      const all = state().members
      const others = all.filter(({ name }) => (other ? name === other.name : name !== member.name))
      if (state().network === 'wire') {
        record({ kind: 'wire' })
        const port = (each: Member) => all.findIndex(({ name }) => name === each.name) + 1
        for (const each of others) {
          setLink(paths, port(member), port(each), { ...noImpairment, ...impairment })
          setLink(paths, port(each), port(member), { ...noImpairment, ...impairment })
        }
        return
      }
      await filterInput(
        member,
        others.map((each) => dropRule(each, impairment)),
      )
      for (const each of others) await filterInput(each, [dropRule(member, impairment)])
    },
  }
}

function limitMember(
  state: LabState,
  record: InjectorOptions['record'],
  controller: ControllerName,
  member: Member,
  limits: { 1: LimitFile[]; 2: LimitFile[] },
): void {
  const found = findController(controller)
  if (!found) throw new AppError('conflict', `No cgroup ${controller} controller can be used here.`)
  const { pid } = runningProcess(state, member)
  const path = join(found.root, `${state.prefix}-${member.name}`)
  record({ kind: 'cgroup', path, parent: currentGroup(controller, found, pid) })
  createGroup(controller, found, path, limits[found.version])
  moveToGroup(path, pid)
}

function runningProcess(state: LabState, member: Member): LabProcess {
  const process = memberProcess(state, member.name)
  if (process && isAlive(process)) return process
  throw new AppError('conflict', `etcd ${member.name} does not run.`, { hint: 'pnpm lab clear starts it again.' })
}

function namespaceOf(member: Member): string {
  if (member.namespace !== undefined) return member.namespace
  throw new AppError('conflict', 'This lab runs on loopback, where members have no network of their own.')
}

/** Without our switch frames can still be lost, in the packet filter, but not delayed. */
function dropRule(from: Member, { delayMs = 0, lossPercent = 0 }: Partial<LinkImpairment>): string {
  if (delayMs > 0) throw new AppError('conflict', 'Only a lab with --net wire can delay frames.')
  const share = lossPercent >= 100 ? '' : `numgen random mod 1000 < ${Math.round(lossPercent * 10)} `
  return `iifname ${memberDevice} ip saddr ${from.address} ${share}drop`
}
