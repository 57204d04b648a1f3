import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Which cgroup version offers a controller, and the folder under which groups of it are made. */
export interface Controller {
  version: 1 | 2
  root: string
}

/** What a limit file holds: one file of a v1 group or a v2 group. */
export interface LimitFile {
  file: string
  value: string
}

const base = '/sys/fs/cgroup'
const v2Names = { cpu: 'cpu', blkio: 'io' } as const

export type ControllerName = keyof typeof v2Names

/** Finds a controller that this process may use: v1 where it is mounted so, else v2; `undefined` when neither. */
export function findController(name: ControllerName): Controller | undefined {
  if (process.getuid?.() !== 0) return undefined
  const v1 = join(base, name)
  if (existsSync(join(v1, 'cgroup.procs'))) return { version: 1, root: v1 }
  const controllers = join(base, 'cgroup.controllers')
  if (existsSync(controllers) && readFileSync(controllers, 'utf8').split(/\s+/).includes(v2Names[name])) {
    return { version: 2, root: base }
  }
  return undefined
}

/** Makes a group and sets its limits. On v2 the controller is first handed down from the root group. */
export function createGroup(
  name: ControllerName,
  { version, root }: Controller,
  path: string,
  limits: LimitFile[],
): void {
  if (version === 2) writeFileSync(join(root, 'cgroup.subtree_control'), `+${v2Names[name]}`)
  mkdirSync(path, { recursive: true })
  for (const { file, value } of limits) writeFileSync(join(path, file), value)
}

/** The folder of the group that a process is in now, so that it can be put back. */
export function currentGroup(name: ControllerName, { version, root }: Controller, pid: number): string {
  const lines = readFileSync(`/proc/${pid}/cgroup`, 'utf8').trim().split('\n')
  const line = lines.find((each) =>
    version === 2 ? each.startsWith('0::') : each.split(':')[1]?.split(',').includes(name),
  )
  return join(root, line?.split(':').slice(2).join(':') ?? '/')
}

export function moveToGroup(path: string, pid: number): void {
  writeFileSync(join(path, 'cgroup.procs'), String(pid))
}

/** Moves whatever is still inside to `parent` and removes the group. Removing a group that is gone is no error. */
export function removeGroup(path: string, parent: string): void {
  if (!existsSync(path)) return
  const pids = readFileSync(join(path, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean)
  for (const pid of pids) {
    try {
      moveToGroup(parent, Number(pid))
    } catch {
      // It ended between the two lines; an empty group is what we want.
    }
  }
  rmdirSync(path)
}
