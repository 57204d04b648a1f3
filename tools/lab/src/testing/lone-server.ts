import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@ocp-perf/errors'
import { freePorts } from '../machine/free-ports.ts'

/** A real server that runs for a test alone. Disposing of it ends the process and removes its folder. */
export interface LoneServer extends AsyncDisposable {
  url: string
  /** The process, for suites that interrupt it. */
  pid: number
}

export interface LoneServerOptions {
  /** What it is called in errors. */
  name: string
  program: string
  /** Writes what the server needs into its folder, and gives its arguments. */
  prepare(place: { folder: string; address: string; port: number }): Promise<readonly string[]> | readonly string[]
  /** Answers with success once the server is ready. */
  readyPath: string
  /** Its environment in place of this process's own. */
  env?: NodeJS.ProcessEnv | undefined
}

/**
 * Starts a server on a free port of the loopback interface, with a folder of its own, and waits until it is ready.
 *
 * @throws AppError `upstream` with the end of its log where it does not start; what `prepare` throws.
 */
export async function startLoneServer(options: LoneServerOptions): Promise<LoneServer> {
  const { name, program, prepare, readyPath, env = process.env } = options
  const folder = mkdtempSync(join(tmpdir(), 'ocp-perf-server-'))
  const log = join(folder, 'log')
  let child: ChildProcess | undefined
  const dispose = async () => {
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    }
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const [port = 0] = await freePorts(1)
    const address = `127.0.0.1:${port}`
    child = await launch([program, ...(await prepare({ folder, address, port }))], { folder, log, env })
    await waitUntilReady(`http://${address}${readyPath}`, child, { name, log })
    return { url: `http://${address}`, pid: child.pid ?? 0, [Symbol.asyncDispose]: dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}

async function launch(
  [program = '', ...args]: readonly string[],
  { folder, log, env }: { folder: string; log: string; env: NodeJS.ProcessEnv },
): Promise<ChildProcess> {
  const file = openSync(log, 'a')
  try {
    const child = spawn(program, args, { cwd: folder, env, stdio: ['ignore', file, file] })
    await once(child, 'spawn')
    return child
  } finally {
    closeSync(file)
  }
}

async function waitUntilReady(url: string, child: ChildProcess, { name, log }: { name: string; log: string }) {
  for (const until = Date.now() + 30_000; Date.now() < until; await sleep(100)) {
    if (child.exitCode !== null) break
    // Until it listens, connecting fails; there is nothing else to do then but to try again.
    const ready = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined)
    if (ready?.ok === true) return
  }
  throw new AppError('upstream', `${name} did not start.`, {
    hint: `Its log ends with: ${readFileSync(log, 'utf8').slice(-500)}`,
  })
}
