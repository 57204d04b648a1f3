import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'

/** The servers of this repository, by the module that starts each once it is built. */
const mains = {
  'etcd-analyzer': new URL('../../../apps/etcd-analyzer/dist/main.js', import.meta.url),
} as const satisfies Record<string, URL>
export type ServerName = keyof typeof mains

export const serverNames = Object.keys(mains) as readonly ServerName[]

export interface RunningServer {
  url: string
  stop(): Promise<void>
}

const startLimitMs = 20_000
const listeningSchema = z.object({ event: z.literal('listening'), url: z.url() })

/** Whether a server of this repository goes by this name. */
export function isServerName(name: string): name is ServerName {
  return Object.hasOwn(mains, name)
}

export function isBuilt(name: ServerName): boolean {
  return existsSync(mains[name])
}

/** Starts a built server on a free port; `PROMETHEUS_URL` names what it measures, and no scenario needs it to answer. */
export async function startServer(name: ServerName): Promise<RunningServer> {
  if (!isBuilt(name)) {
    throw new AppError('not_found', `${name} is not built.`, { hint: 'Run: pnpm build' })
  }
  const child = spawn(process.execPath, [fileURLToPath(mains[name]), '--port', '0'], {
    env: { PROMETHEUS_URL: 'http://127.0.0.1:9', ...process.env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  try {
    return { url: await listeningUrl(name, child), stop: () => stop(child) }
  } catch (error) {
    await stop(child)
    throw error
  }
}

/** Reads the log until the server says where it listens. */
function listeningUrl(name: ServerName, child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const fail = (what: string) => reject(new AppError('upstream', `${name} ${what}: ${said.slice(-500)}`))
    const timer = setTimeout(() => fail('did not listen in time'), startLimitMs)
    child.once('exit', () => fail('ended'))
    child.once('close', () => clearTimeout(timer))
    if (child.stderr === null) throw new Error('Standard error is a pipe.')
    createInterface({ input: child.stderr }).on('line', (line) => {
      said += `${line}\n`
      const listening = listeningSchema.safeParse(parseLine(line))
      if (!listening.success) return
      clearTimeout(timer)
      resolve(listening.data.url)
    })
  })
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    // Node itself writes warnings that are not JSON.
    return undefined
  }
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}
