import { readFileSync } from 'node:fs'
import { AppError } from '@ocp-perf/errors'
import { runCommand } from './command.ts'
import { requireProgram } from './programs.ts'

/** How many files a process may have open, as `soft:hard`. */
export function openFilesLimit(pid: number): string {
  const [, soft, hard] = /^Max open files\s+(\S+)\s+(\S+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8')) ?? []
  if (soft !== undefined && hard !== undefined) return `${soft}:${hard}`
  throw new AppError('upstream', `The kernel does not tell the open files of process ${pid}.`)
}

/** Changes that limit; an end that is left out (`400:`) stays. What is open already stays open. */
export async function setOpenFilesLimit(pid: number, limit: string): Promise<void> {
  await runCommand([requireProgram('prlimit'), '--pid', String(pid), `--nofile=${limit}`])
}
