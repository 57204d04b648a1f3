import { connectServers, type ServerEntry, type Servers, serverAddressSchema } from '@ocp-perf/agents'
import { AppError } from '@ocp-perf/errors'
import { readTokenFile } from '@ocp-perf/http'
import { text } from '../command.ts'
import type { Terminal } from '../output/terminal.ts'
import type { Server } from './find-servers.ts'
import { startServers } from './run-servers.ts'
import type { StartedServer } from './start-server.ts'

/** What a command takes that works with servers over MCP. */
export const overMcpArgs = {
  server: text('MCP servers that run already, in place of starting them, separated by commas', 'NAME=URL,…'),
  'token-file': text('Token that those servers ask for', 'FILE'),
} as const

export interface OpenServersOptions {
  args: { server?: string | undefined; 'token-file'?: string | undefined }
  /** Which to start where none are given. */
  start: readonly Server[]
  /** The flags of those that are started, beside their port. */
  flags: readonly string[]
  terminal: Terminal
  /** Whether all of their logs are shown, not only what is wrong. */
  verbose?: boolean
  signal: AbortSignal
}

export interface OpenServers {
  servers: Servers
  /** Settles with the reason when one that was started for this has ended by itself; never while all is well. */
  gone: Promise<AppError>
  /** Ends the connections, and the servers that were started for them. */
  close(): Promise<void>
}

/** Connects to the servers that the command line names, or to some that are started on free ports for as long as this is open. */
export async function openServers(options: OpenServersOptions): Promise<OpenServers> {
  const { args, start, flags, terminal, verbose = false, signal } = options
  const given = await givenServers(args)
  const started: StartedServer[] = []
  let isClosing = false
  const stopAll = () => {
    isClosing = true
    return Promise.all(started.map(({ stop }) => stop()))
  }
  try {
    if (given === undefined) {
      await startServers(started, start, { argsOf: () => [...flags, '--port', '0'], terminal, verbose, signal })
    }
    const own = started.map(({ server, url }): ServerEntry => ({ name: server.name, url: `${url}/mcp` }))
    const servers = connectServers({ servers: given ?? own })
    const close = async () => {
      await servers.close()
      await stopAll()
    }
    await servers.settle(signal)
    return { servers, gone: firstGone(started, () => isClosing), close }
  } catch (error) {
    await stopAll()
    throw error
  }
}

function firstGone(started: readonly StartedServer[], isClosing: () => boolean): Promise<AppError> {
  return new Promise((resolve) => {
    for (const { server, ended } of started) {
      void ended.then((how) => {
        if (isClosing()) return
        resolve(
          new AppError('unreachable', `The server ${server.name} ended by itself (${how}).`, {
            hint: 'Start this again, with --verbose to see why it ends.',
          }),
        )
      })
    }
  })
}

async function givenServers({ server, 'token-file': file }: OpenServersOptions['args']) {
  if (server === undefined) return undefined
  const token = file === undefined ? undefined : await readTokenFile(file)
  return server.split(',').map((each): ServerEntry => {
    const parsed = serverAddressSchema.safeParse(each.trim())
    if (parsed.success) return { ...parsed.data, ...(token === undefined ? {} : { token }) }
    throw new AppError('invalid_input', `${JSON.stringify(each.slice(0, 80))} names no server.`, {
      hint: 'Write NAME=URL, such as etcd=http://127.0.0.1:8001/mcp; several are separated by commas.',
    })
  })
}
