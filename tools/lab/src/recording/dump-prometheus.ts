import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { AppError } from '@ocp-perf/errors'

export interface PrometheusDump {
  promtool: string
  /** Prometheus' data folder, which it may be writing to. */
  dataFolder: string
  /** A folder of the caller's own for the copy. */
  workFolder: string
  /** Unix seconds, both included. */
  from: number
  to: number
  signal?: AbortSignal | undefined
}

const timeoutMs = 120_000
const shownOfErrors = 2_000

/**
 * The lines of `promtool tsdb dump`, which every promtool has. It reads a copy: older promtools write into the folder that
 * they read. Throws `upstream` with promtool's own words, `timeout` after two minutes.
 */
export async function* dumpPrometheus(dump: PrometheusDump): AsyncGenerator<string> {
  const { promtool, dataFolder, workFolder, from, to, signal } = dump
  const copy = join(workFolder, 'copy')
  rmSync(copy, { recursive: true, force: true })
  cpSync(dataFolder, copy, { recursive: true, filter: (path) => !path.endsWith('/lock') })
  // Newer promtools keep scratch files in a folder of this name, which older ones cannot be told of.
  mkdirSync(join(workFolder, 'data'), { recursive: true })
  const times = [`--min-time=${Math.round(from * 1000)}`, `--max-time=${Math.round(to * 1000)}`]
  const limit = AbortSignal.timeout(timeoutMs)
  const child = spawn(promtool, ['tsdb', 'dump', ...times, copy], {
    cwd: workFolder,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
    killSignal: 'SIGKILL',
  })
  const ended = endOf(child, limit, signal)
  try {
    yield* createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY })
    const failure = await ended
    if (failure !== undefined) throw failure
  } finally {
    // Whoever stops listening early must not leave it running.
    child.kill('SIGKILL')
    await ended
  }
}

/** Waits for the end, and gives the error that it was, if it was one. */
function endOf(child: ChildProcess, limit: AbortSignal, signal: AbortSignal | undefined): Promise<Error | undefined> {
  let errors = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = `${errors}${text}`.slice(-shownOfErrors)
  })
  return new Promise((resolve) => {
    child.once('error', (cause) => {
      if (signal?.aborted) resolve(cause)
      else if (limit.aborted)
        resolve(new AppError('timeout', `promtool tsdb dump took more than ${timeoutMs / 1000} s`))
      else resolve(new AppError('upstream', 'promtool could not be run', { retryable: false, cause }))
    })
    child.once('close', (code) => {
      const why = errors.trim().split('\n').at(-1)
      resolve(code === 0 ? undefined : new AppError('upstream', `promtool tsdb dump failed: ${why}`))
    })
  })
}
