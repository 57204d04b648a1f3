import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@ocp-perf/errors'
import { freePorts } from '../machine/free-ports.ts'
import { requireProgram } from '../machine/programs.ts'

/** A real InfluxDB 1.x, empty at first, with a data folder of its own. */
export interface InfluxServer extends AsyncDisposable {
  url: string
  /** The process, for suites that interrupt it. */
  pid: number
}

export interface InfluxServerOptions {
  /** Lets nobody in without a user and a password, once there is a first user. */
  authentication?: boolean
  /** The server cuts answers that are not chunked at so many rows. */
  maxRowLimit?: number
}

/**
 * Starts InfluxDB on free ports of the loopback interface. Disposing of it ends the process and removes its folder.
 *
 * @throws AppError `not_found` without the program, `upstream` where it does not start.
 */
export async function startInflux(options: InfluxServerOptions = {}): Promise<InfluxServer> {
  const program = requireProgram('influxd')
  const folder = mkdtempSync(join(tmpdir(), 'ocp-perf-influx-'))
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
    const [port = 0, rpcPort = 0] = await freePorts(2)
    const file = join(folder, 'influxdb.conf')
    writeFileSync(file, configuration({ folder, port, rpcPort, ...options }))
    child = await start([program, 'run', '-config', file], folder)
    const url = `http://127.0.0.1:${port}`
    await waitUntilReady(url, child, join(folder, 'log'))
    return { url, pid: child.pid ?? 0, [Symbol.asyncDispose]: dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}

interface Configuration extends InfluxServerOptions {
  folder: string
  port: number
  rpcPort: number
}

function configuration({ folder, port, rpcPort, authentication = false, maxRowLimit = 0 }: Configuration): string {
  // JSON strings are TOML strings as well.
  const path = (name: string) => JSON.stringify(join(folder, name))
  return [
    'reporting-disabled = true',
    `bind-address = "127.0.0.1:${rpcPort}"`,
    '[meta]',
    `dir = ${path('meta')}`,
    '[data]',
    `dir = ${path('data')}`,
    `wal-dir = ${path('wal')}`,
    '[monitor]',
    'store-enabled = false',
    '[http]',
    `bind-address = "127.0.0.1:${port}"`,
    `auth-enabled = ${authentication}`,
    `max-row-limit = ${maxRowLimit}`,
    'log-enabled = false',
    '',
  ].join('\n')
}

async function start([program = '', ...args]: readonly string[], folder: string): Promise<ChildProcess> {
  const log = openSync(join(folder, 'log'), 'a')
  try {
    // A developer's own INFLUXDB_* settings would override the file's.
    const environment = Object.entries(process.env).filter(([name]) => !name.startsWith('INFLUX'))
    const child = spawn(program, args, {
      cwd: folder,
      stdio: ['ignore', log, log],
      env: { ...Object.fromEntries(environment), HOME: folder },
    })
    await once(child, 'spawn')
    return child
  } finally {
    closeSync(log)
  }
}

async function waitUntilReady(url: string, child: ChildProcess, log: string): Promise<void> {
  for (const until = Date.now() + 30_000; Date.now() < until; await sleep(100)) {
    if (child.exitCode !== null) break
    // Until it listens, connecting fails; there is nothing else to do then but to try again.
    const ready = await fetch(`${url}/ping`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined)
    if (ready?.ok === true) return
  }
  throw new AppError('upstream', 'InfluxDB did not start.', {
    hint: `Its log ends with: ${readFileSync(log, 'utf8').slice(-500)}`,
  })
}
