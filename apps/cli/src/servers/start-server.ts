import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'
import type { Server } from './find-servers.ts'

/** A server that answers. */
export interface StartedServer {
  server: Server
  url: string
  pid: number | undefined
  /** Settles when its process has ended: its exit code, or the signal that ended it. */
  ended: Promise<number | string>
  stop(): Promise<void>
}

export interface StartOptions {
  args: readonly string[]
  /** In place of this process' own environment. */
  env?: NodeJS.ProcessEnv | undefined
  signal: AbortSignal
  /** Lines of its log. */
  onLog: (line: string) => void
}

const startMs = 20_000
// Longer than the servers themselves wait for requests that are being answered.
const stopMs = 12_000

// A start that fails is explained in two; a stack may be longer.
const mostWords = 20

const lineSchema = z.looseObject({ event: z.string().optional(), url: z.string().optional() })

/** Starts a server's process and waits until it listens. One that ends before that is an error with its last words. */
export async function startServer(server: Server, { args, env, signal, onLog }: StartOptions): Promise<StartedServer> {
  signal.throwIfAborted()
  // Where it listens is logged at this level, whatever LOG_LEVEL says.
  const line = [server.file, '--log-level', 'info', ...args]
  // Nothing is said over the channel: its end tells a server that this process is gone, however it went.
  const child = spawn(process.execPath, line, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], env: env ?? process.env })
  const { stderr } = child
  if (stderr === null) throw new Error('its standard error is a pipe')
  const ended = once(child, 'exit').then(([code, by]) => code ?? by)
  // Its exit may come before its last words.
  const silent = once(child, 'close').then(() => ended)
  const { listening, words } = readLog(stderr, onLog)
  const stop = () => endProcess(child, ended)
  try {
    const url = await Promise.race([listening, endedEarly(server, silent, words), tooSlow(server, signal)])
    return { server, url, pid: child.pid, ended, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/**
 * Hands a server's log on, and finds the URL in it. What it says to people before is kept in `words`, since it is told as
 * the reason where the server does not start; else it follows when the server listens.
 */
function readLog(stderr: Readable, onLog: StartOptions['onLog']): { listening: Promise<string>; words: string[] } {
  const words: string[] = []
  const listening = new Promise<string>((resolve) => {
    let started = false
    createInterface({ input: stderr }).on('line', (line) => {
      const url = listeningUrl(line)
      if (url !== undefined) {
        started = true
        words.splice(0).forEach(onLog)
        resolve(url)
      }
      if (started || line.startsWith('{')) onLog(line)
      else if (words.length < mostWords) words.push(line)
    })
  })
  return { listening, words }
}

async function endedEarly(
  { name, program }: Server,
  ended: Promise<number | string>,
  words: readonly string[],
): Promise<never> {
  const how = await ended
  const [reason = `it ended with ${how}`, ...rest] = words
  throw new AppError('upstream', `${program} did not start: ${reason.replace(`${program}: `, '')}`, {
    hint: rest.join(' ') || `See its log: ocp-perf serve ${name} --verbose`,
  })
}

async function tooSlow({ name, program }: Server, signal: AbortSignal): Promise<never> {
  const limit = AbortSignal.timeout(startMs)
  const either = AbortSignal.any([signal, limit])
  await once(either, 'abort')
  signal.throwIfAborted()
  throw new AppError('timeout', `${program} does not listen after ${startMs / 1000} s.`, {
    hint: `See its log: ocp-perf serve ${name} --verbose`,
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
