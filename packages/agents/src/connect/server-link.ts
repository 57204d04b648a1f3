import { setTimeout as delay } from 'node:timers/promises'
import { Client, type FetchLike, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import type { Log } from '@ocp-perf/http'
import type { ServerHealth } from '../contract/index.ts'
import type { ServerEntry } from '../servers.ts'
import { type Failure, failureOf } from './fault-of.ts'
import { changed, firstState, healthOf, type OfferedTool, type ServerState } from './server-state.ts'

export interface LinkOptions {
  log?: Log | undefined
  fetch?: FetchLike | undefined
  /** Unix seconds. */
  now: () => number
  times: LinkTimes
}

/** How long things may take, in milliseconds. */
export interface LinkTimes {
  /** Until a server has introduced itself, or has listed its tools. */
  connect: number
  /** Between looks at a server that is up. */
  check: number
  /** Before the first new try of a server that is down, doubled by each up to the last. */
  firstRetry: number
  lastRetry: number
}

/** One server: connected in the background, looked at from time to time, tried again while it is down. */
export interface ServerLink {
  entry: ServerEntry
  health(): ServerHealth
  tools(): readonly OfferedTool[]
  /** Settles when the first try has ended, however it did. */
  tried: Promise<void>
  /**
   * Does something with the connection, made at once where there is none. A failure is told, not thrown; the caller's
   * abort is thrown.
   */
  use<Result>(signal: AbortSignal, work: (client: Client, signal: AbortSignal) => Promise<Result>): Promise<Used<Result>>
  close(): Promise<void>
}

export type Used<Result> = { ok: true; result: Result } | ({ ok: false } & Failure)

export function createLink(entry: ServerEntry, options: LinkOptions): ServerLink {
  const { now, times, log } = options
  const closing = new AbortController()
  let known: ServerState = firstState(entry, now())
  let client: Client | undefined
  let trying: Promise<Used<Client>> | undefined
  let underWay = 0
  let sleeper = new AbortController()

  const become = (change: Partial<ServerState>) => {
    const before = known.state
    known = changed(known, change, now())
    if (known.state !== before) log?.info({ server: entry.name, state: known.state, fault: known.fault }, 'mcp server')
  }
  const lose = async (failure: Failure) => {
    become({ state: 'down', fault: failure.fault })
    const old = client
    client = undefined
    sleeper.abort()
    // Ends whatever still waits for it; how that goes is of no interest any more.
    await old?.close().catch(() => {})
  }
  const open = async (): Promise<Used<Client>> => {
    const fresh = new Client({ name: 'ocp-perf-agent', version: '0.1.0' }, { versionNegotiation: { mode: 'auto' } })
    try {
      await fresh.connect(transportTo(entry, options), { timeout: times.connect, signal: closing.signal })
      const tools = await listTools(fresh, times.connect, closing.signal)
      const said = fresh.getServerVersion()
      client = fresh
      become({ state: 'up', fault: null, tools, title: said?.title ?? entry.name, version: said?.version ?? null })
      return { ok: true, result: fresh }
    } catch (error) {
      await fresh.close().catch(() => {})
      const failure = failureOf(error, entry)
      await lose(failure)
      return { ok: false, ...failure }
    }
  }
  const connect = (): Promise<Used<Client>> => {
    if (client !== undefined) return Promise.resolve({ ok: true, result: client })
    trying ??= open().finally(() => {
      trying = undefined
    })
    return trying
  }
  const look = async (current: Client) => {
    try {
      become({ tools: await listTools(current, times.connect, closing.signal) })
    } catch (error) {
      const failure = failureOf(error, entry)
      // A server that works on a call may be late with everything else.
      if (client === current && !(failure.fault.code === 'timeout' && underWay > 0)) await lose(failure)
    }
  }
  const watch = async () => {
    let wait = times.firstRetry
    while (!closing.signal.aborted) {
      sleeper = new AbortController()
      const pause = client === undefined ? wait : times.check
      const woken = AbortSignal.any([closing.signal, sleeper.signal])
      await delay(pause, undefined, { signal: woken, ref: false }).catch(() => {})
      if (closing.signal.aborted) return
      if (client !== undefined) await look(client)
      else if (sleeper.signal.aborted) wait = times.firstRetry
      else wait = (await connect()).ok ? times.firstRetry : Math.min(times.lastRetry, 2 * wait)
    }
  }
  const tried = connect().then(() => {})
  const watching = tried.then(watch)

  return {
    entry,
    tried,
    health: () => healthOf(entry, known),
    tools: () => known.tools,
    use: async (signal, work) => {
      const connected = await unlessAborted(connect(), signal)
      if (!connected.ok) return connected
      underWay++
      try {
        const either = AbortSignal.any([signal, closing.signal])
        return { ok: true, result: await work(connected.result, either) }
      } catch (error) {
        signal.throwIfAborted()
        const failure = failureOf(error, entry)
        if (failure.lost && client === connected.result) await lose(failure)
        return { ok: false, ...failure }
      } finally {
        underWay--
      }
    },
    close: async () => {
      closing.abort()
      await watching
      await client?.close().catch(() => {})
    },
  }
}

function transportTo({ url, token }: ServerEntry, { fetch }: LinkOptions): StreamableHTTPClientTransport {
  return new StreamableHTTPClientTransport(new URL(url), {
    ...(fetch === undefined ? {} : { fetch }),
    ...(token === undefined ? {} : { requestInit: { headers: { authorization: `Bearer ${token}` } } }),
    // The link itself connects anew; an answer whose stream broke is asked for again.
    reconnectionOptions: { maxRetries: 0, initialReconnectionDelay: 1, maxReconnectionDelay: 1, reconnectionDelayGrowFactor: 1 },
  })
}

async function listTools(client: Client, timeout: number, signal: AbortSignal): Promise<OfferedTool[]> {
  const { tools } = await client.listTools({}, { timeout, signal, cacheMode: 'refresh' })
  return tools.map(({ name, title, description, annotations, inputSchema }) => ({
    name,
    title: title ?? annotations?.title ?? name,
    description: description ?? '',
    read_only: annotations?.readOnlyHint ?? false,
    input_schema: inputSchema,
  }))
}

/** What comes of something that others wait for as well; one that gives up does not end it for them. */
async function unlessAborted<Result>(result: Promise<Result>, signal: AbortSignal): Promise<Result> {
  signal.throwIfAborted()
  return await new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    result.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}
