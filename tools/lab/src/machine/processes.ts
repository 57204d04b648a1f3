import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { getPriority } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@ocp-perf/errors'
import { searchPath } from './command.ts'

/**
 * A process that a lab started. A pid is used again after its process ended, so a pid alone names nobody:
 * only the pid together with the kernel's start time is ever signalled.
 */
export interface LabProcess {
  name: string
  pid: number
  /** Field 22 of /proc/PID/stat: clock ticks since boot. */
  startTicks: string
}

/** State letter and start time of a process, or `undefined` when there is none with that pid. */
function readStat(pid: number): { state: string; startTicks: string } | undefined {
  let stat: string
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return undefined // No such process: the only way this read fails.
  }
  // The command name in parentheses may itself hold spaces and parentheses, so fields are counted after the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state, startTicks] = [fields[0], fields[19]]
  return state === undefined || startTicks === undefined ? undefined : { state, startTicks }
}

/** True while exactly this process runs (stopped counts as running, a zombie does not). */
export function isAlive(process: LabProcess): boolean {
  const stat = readStat(process.pid)
  return stat !== undefined && stat.startTicks === process.startTicks && stat.state !== 'Z'
}

/** Sends a signal to exactly this process; a process that has ended is left alone. */
export function signalProcess(target: LabProcess, signal: NodeJS.Signals): boolean {
  if (!isAlive(target)) return false
  try {
    return process.kill(target.pid, signal)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
    throw error
  }
}

export interface StartOptions {
  name: string
  argv: readonly string[]
  logFile: string
  environment?: NodeJS.ProcessEnv
  cwd?: string
}

/** Starts a program in a session of its own, so that it outlives this process; its output goes to `logFile`. */
export async function startProcess({ name, argv, logFile, environment, cwd }: StartOptions): Promise<LabProcess> {
  const [program = '', ...args] = argv
  const log = openSync(logFile, 'a')
  try {
    const child = spawn(program, args, {
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...withoutEtcdSettings(process.env), ...environment, PATH: searchPath },
      ...(cwd === undefined ? {} : { cwd }),
    })
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve)
      child.once('error', (cause) =>
        reject(new AppError('not_found', `${name} did not start: ${cause.message}`, { cause })),
      )
    })
    child.unref()
    const pid = child.pid ?? 0
    const startTicks = readStat(pid)?.startTicks
    if (startTicks === undefined) throw endedAtOnce(name, logFile)
    weighSession(pid, getPriority())
    return { name, pid, startTicks }
  } finally {
    closeSync(log)
  }
}

/**
 * Gives a session the weight of its processes' nice. Where the kernel groups by session, nice counts within one only, and
 * each program of a lab has one of its own.
 */
function weighSession(pid: number, nice: number): void {
  if (nice === 0) return
  try {
    writeFileSync(`/proc/${pid}/autogroup`, String(nice))
  } catch {
    // This kernel does not group, or not everyone may: the lab runs as heavy as any other program.
  }
}

/** etcd takes every flag from ETCD_* too, so a developer's own settings must not leak into the lab. */
function withoutEtcdSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([key]) => !key.startsWith('ETCD')))
}

/** The error for a program that ended although it was to stay, with the end of what it wrote. */
export function endedAtOnce(name: string, logFile: string): AppError {
  return new AppError('upstream', `${name} ended at once: ${lastLines(logFile)}`, {
    hint: `Its whole output is in ${logFile}.`,
    retryable: false,
  })
}

function lastLines(file: string): string {
  try {
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
    return lines.slice(-3).join(' | ') || '(no output)'
  } catch {
    return '(no output)' // The log itself may be what could not be written.
  }
}

/** Asks a process to end, and kills it after `graceMs`. Safe for processes that are stopped, gone or replaced. */
export async function endProcess(target: LabProcess, graceMs = 5_000): Promise<void> {
  if (!signalProcess(target, 'SIGTERM')) return
  signalProcess(target, 'SIGCONT')
  if (await gone(target, graceMs)) return
  signalProcess(target, 'SIGKILL')
  if (await gone(target, 5_000)) return
  throw new AppError('timeout', `${target.name} (pid ${target.pid}) does not end, not even on SIGKILL`, {
    hint: 'It waits for its disk; lift throttles with `pnpm lab clear`, then try again.',
  })
}

async function gone(target: LabProcess, withinMs: number): Promise<boolean> {
  for (const until = Date.now() + withinMs; Date.now() < until; ) {
    if (!isAlive(target)) return true
    await sleep(30)
  }
  return !isAlive(target)
}
