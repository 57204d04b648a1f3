import { exitCodes } from '../exit-codes.ts'
import { plain, type Terminal } from '../output/terminal.ts'
import type { Server } from './find-servers.ts'
import { type StartedServer, startServer } from './start-server.ts'
import { worthTelling } from './worth-telling.ts'

export interface RunOptions {
  /** The flags of the server at a place in the list. */
  argsOf: (index: number) => readonly string[]
  /** In place of this process' own environment. */
  env?: NodeJS.ProcessEnv | undefined
  terminal: Terminal
  /** Whether all of the servers' logs are shown, not only what is wrong. */
  verbose: boolean
  signal: AbortSignal
}

/**
 * Starts servers side by side and adds each to `started` as soon as it answers. Where one fails the others end too, those
 * that were still starting included.
 */
export async function startServers(
  started: StartedServer[],
  chosen: readonly Server[],
  { argsOf, env, terminal, verbose, signal: given }: RunOptions,
): Promise<void> {
  const failed = new AbortController()
  const signal = AbortSignal.any([given, failed.signal])
  const starts = chosen.map(async (server, index) => {
    try {
      const onLog = (line: string) => {
        const told = verbose ? line : worthTelling(line)
        if (told !== undefined) terminal.err(`${server.name}: ${plain(told)}`)
      }
      started.push(await startServer(server, { args: argsOf(index), env, signal, onLog }))
    } catch (error) {
      // The first failure is what is told; the starts that it ends have nothing to add.
      failed.abort(error)
    }
  })
  await Promise.all(starts)
  failed.signal.throwIfAborted()
}

/** In the order of their names, since they were added as they came up. */
export function byName(started: readonly StartedServer[]): StartedServer[] {
  return [...started].sort((a, b) => (a.server.name < b.server.name ? -1 : 1))
}

/**
 * Waits for Ctrl-C. A server that ends by itself is named; when none is left and nothing else is served (`alone`), there
 * is nothing to wait for. Gives the exit code.
 */
export async function untilStopped(
  started: readonly StartedServer[],
  { terminal, signal, alone }: { terminal: Terminal; signal: AbortSignal; alone: boolean },
): Promise<number> {
  const stopped = new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  const gone = started.map(async ({ server, ended }) => {
    const how = await ended
    if (!signal.aborted) terminal.err(`${server.name} ended by itself (${how}).`)
  })
  await (alone ? Promise.race([stopped, Promise.all(gone)]) : stopped)
  return signal.aborted ? exitCodes.ok.code : exitCodes.failed.code
}
