import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'

/** A server of this repository. */
interface BuiltServer {
  name: string
  /** The module that starts it once it is built. */
  main: string
}

const manifestSchema = z.object({ bin: z.record(z.string(), z.string()).default({}) })

const turboSchema = z.object({ tags: z.array(z.string()).default([]) })

/** Every program of the apps in a folder, by the `bin` of its package.json. What only launches servers, or is a client of theirs, is none. */
export function findServers(appsFolder: string): BuiltServer[] {
  return readdirSync(appsFolder)
    .sort()
    .map((app) => join(appsFolder, app))
    .filter((app) => existsSync(join(app, 'package.json')) && isServer(app))
    .flatMap((app) => {
      const { bin } = manifestSchema.parse(JSON.parse(readFileSync(join(app, 'package.json'), 'utf8')))
      return Object.entries(bin).map(([name, main]) => ({ name, main: join(app, main) }))
    })
}

function isServer(app: string): boolean {
  const file = join(app, 'turbo.json')
  return !existsSync(file) || !turboSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).tags.some(isOther)
}

const isOther = (tag: string) => tag === 'launcher' || tag === 'client'

export const servers: readonly BuiltServer[] = findServers(fileURLToPath(new URL('../../../apps', import.meta.url)))

export interface RunningServer {
  url: string
  stop(): Promise<void>
}

const startLimitMs = 20_000
const listeningSchema = z.object({ event: z.literal('listening'), url: z.url() })

/** Why a server is left out of the suites; nothing in CI or with `OCP_PERF_REQUIRE_REAL=1`, where it fails instead. */
export function leftOut(
  { name, main }: BuiltServer,
  { CI, OCP_PERF_REQUIRE_REAL }: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (CI || OCP_PERF_REQUIRE_REAL === '1' || existsSync(main)) return undefined
  return `${name} is not built; run: pnpm build`
}

/** Starts a built server on a free port; `PROMETHEUS_URL` names what it measures, and no scenario needs it to answer. */
export async function startServer({ name, main }: BuiltServer): Promise<RunningServer> {
  if (!existsSync(main)) {
    throw new AppError('not_found', `${name} is not built.`, { hint: 'Run: pnpm build' })
  }
  const child = spawn(process.execPath, [main, '--port', '0'], {
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
function listeningUrl(name: string, child: ChildProcess): Promise<string> {
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
