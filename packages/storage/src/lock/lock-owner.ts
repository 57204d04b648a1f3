import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { z } from 'zod'
import { errnoOf } from '../failure.ts'

/** Who holds a lock. `started` tells a process from a later one with the same id, where the system says it. */
export const lockOwnerSchema = z.object({
  token: z.string(),
  pid: z.int().positive(),
  started: z.string().nullable(),
  host: z.string(),
})
export type LockOwner = z.infer<typeof lockOwnerSchema>

export function thisProcess(token: string): LockOwner {
  return { token, pid: process.pid, started: startOf(process.pid), host: hostname() }
}

/** Whether the owner has ended; undefined for a process of another machine, of which nothing is known. */
export function hasEnded({ pid, started, host }: LockOwner): boolean | undefined {
  if (host !== hostname()) return undefined
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (errnoOf(error) === 'ESRCH') return true
  }
  return started !== null && startOf(pid) !== started
}

/** When a process started, in ticks since boot: field 22 of proc_pid_stat(5). Null where there is no /proc. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the program's name in parentheses and may hold spaces.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    // Another system, or the process is gone: its id alone has to do.
    return null
  }
}
