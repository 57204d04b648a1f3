import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@ocp-perf/errors'
import { requireProgram } from '../machine/programs.ts'
import type { Member } from '../state.ts'
import type { Injector } from './injector.ts'

/** Makes each fsync and fdatasync of a member wait `strength` ms before it starts, by tracing its etcd. */
export async function delaySyscalls(injector: Injector, member: Member): Promise<void> {
  const { pid } = injector.processOf(member)
  const inject = `inject=fdatasync,fsync:delay_enter=${Math.round(injector.strength * 1000)}`
  const argv = ['-f', '-q', '-o', '/dev/null', '-e', 'trace=fdatasync,fsync', '-e', inject, '-p', String(pid)]
  await injector.run(`strace-${member.name}`, [requireProgram('strace'), ...argv])
  for (const until = Date.now() + 10_000; Date.now() < until; await sleep(50, undefined, { signal: injector.signal })) {
    if (/^TracerPid:\t[1-9]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) return
  }
  throw new AppError('timeout', `strace did not attach to etcd ${member.name} within 10 s`)
}
