import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'
import type { Server } from './find-servers.ts'

/** A server that answers. */
export interface StartedServer {
  server: Server
  url: string
  /** Settles when its process has ended: its exit code, or the signal that ended it. */
  ended: Promise<number | string>
  stop(): Promise<void>
}

export interface StartOptions {
  args: readonly string[]
  signal: AbortSignal
  /** Lines of its log. */
  onLog: (line: string) => void
}

const startMs = 20_000
// Longer than the servers themselves wait for requests that are being answered.
const stopMs = 12_000

const lineSchema = z.looseObject({ event: z.string().optional(), url: z.string().optional() })

/** Starts a server's process and waits until it listens. One that ends before that is an error with its last words. */
export async function startServer(server: Server, { args, signal, onLog }: StartOptions): Promise<StartedServer> {
  // Nothing is said over the channel: its end tells a server that this process is gone, however it went.
  const child = spawn(process.execPath, [server.file, ...args], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  const { stderr } = child
  if (stderr === null) throw new Error('its standard error is a pipe')
  const ended = once(child, 'exit').then(([code, by]) => code ?? by)
  const said: string[] = []
  const listening = new Promise<string>((resolve) => {
    createInterface({ input: stderr }).on('line', (line) => {
      said.push(line)
      if (said.length > 20) said.shift()
      const url = listeningUrl(line)
      if (url !== undefined) resolve(url)
      onLog(line)
    })
  })
  const stop = () => endProcess(child, ended)
  try {
    const url = await Promise.race([listening, endedEarly(server, ended, said), tooSlow(server, signal)])
    return { server, url, ended, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function endedEarly(
  { program }: Server,
  ended: Promise<number | string>,
  said: readonly string[],
): Promise<never> {
  const how = await ended
  const [reason = `it ended with ${how}`, ...rest] = said.filter((line) => !line.startsWith('{'))
  throw new AppError('upstream', `${program} did not start: ${reason.replace(`${program}: `, '')}`, {
    hint: rest.join(' ') || `Run it alone to see more: ocp-perf serve ${program} --log-level debug`,
  })
}

async function tooSlow({ program }: Server, signal: AbortSignal): Promise<never> {
  const limit = AbortSignal.timeout(startMs)
  const either = AbortSignal.any([signal, limit])
  await once(either, 'abort')
  signal.throwIfAborted()
  throw new AppError('timeout', `${program} does not listen after ${startMs / 1000} s.`, {
    hint: 'Look at its log with --log-level debug.',
  })
}

function listeningUrl(line: string): string | undefined {
  try {
    const { event, url } = lineSchema.parse(JSON.parse(line))
    return event === 'listening' ? url : undefined
  } catch {
    // What is no JSON is said to people.
    return undefined
  }
}

async function endProcess(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  const hard = setTimeout(() => child.kill('SIGKILL'), stopMs)
  await ended
  clearTimeout(hard)
}
