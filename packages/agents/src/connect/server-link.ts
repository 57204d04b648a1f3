import { setTimeout as delay } from 'node:timers/promises'
import { Client, type FetchLike, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import type { Log } from '@ocp-perf/http'
import type { ServerHealth } from '../contract/index.ts'
import { joinSignals } from '../join-signals.ts'
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

export type Used<Result> = { ok: true; result: Result } | ({ ok: false } & Failure)

/** One server: connected in the background, looked at from time to time, tried again while it is down. */
export class ServerLink {
  readonly entry: ServerEntry
  /** Settles when the first try has ended, however it did. */
  readonly tried: Promise<void>
  readonly #options: LinkOptions
  readonly #closing = new AbortController()
  readonly #watching: Promise<void>
  #known: ServerState
  #client: Client | undefined
  #trying: Promise<Used<Client>> | undefined
  #underWay = 0
  #sleeper = new AbortController()

  constructor(entry: ServerEntry, options: LinkOptions) {
    this.entry = entry
    this.#options = options
    this.#known = firstState(entry, options.now())
    this.tried = this.#connect().then(() => {})
    this.#watching = this.tried.then(() => this.#watch())
  }

  health(): ServerHealth {
    return healthOf(this.entry, this.#known)
  }

  tools(): readonly OfferedTool[] {
    return this.#known.tools
  }

  /**
   * Does something with the connection, made at once where there is none. A failure is told, not thrown; the caller's
   * abort is thrown.
   */
  async use<Result>(
    signal: AbortSignal,
    work: (client: Client, signal: AbortSignal) => Promise<Result>,
  ): Promise<Used<Result>> {
    const connected = await unlessAborted(this.#connect(), signal)
    if (!connected.ok) return connected
    this.#underWay++
    const either = joinSignals([signal, this.#closing.signal])
    try {
      return { ok: true, result: await work(connected.result, either.signal) }
    } catch (error) {
      signal.throwIfAborted()
      const failure = failureOf(error, this.entry)
      if (failure.lost && this.#client === connected.result) await this.#lose(failure)
      return { ok: false, ...failure }
    } finally {
      either.release()
      this.#underWay--
    }
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#watching
    await closeQuietly(this.#client)
  }

  #connect(): Promise<Used<Client>> {
    if (this.#client !== undefined) return Promise.resolve({ ok: true, result: this.#client })
    this.#trying ??= this.#open().finally(() => {
      this.#trying = undefined
    })
    return this.#trying
  }

  async #open(): Promise<Used<Client>> {
    const { times } = this.#options
    // Only the newest protocol tells a stateless server that a call was given up; an older server is spoken to as it asks.
    const fresh = new Client({ name: 'ocp-perf-agent', version: '0.1.0' }, { versionNegotiation: { mode: 'auto' } })
    try {
      const signal = this.#closing.signal
      await fresh.connect(transportTo(this.entry, this.#options), { timeout: times.connect, signal })
      const tools = await listTools(fresh, times.connect, signal)
      const said = fresh.getServerVersion()
      this.#client = fresh
      const title = said?.title ?? this.entry.name
      this.#become({ state: 'up', fault: null, tools, title, version: said?.version ?? null })
      return { ok: true, result: fresh }
    } catch (error) {
      await closeQuietly(fresh)
      const failure = failureOf(error, this.entry)
      await this.#lose(failure)
      return { ok: false, ...failure }
    }
  }

  async #watch(): Promise<void> {
    const { times } = this.#options
    let wait = times.firstRetry
    while (!this.#closing.signal.aborted) {
      this.#sleeper = new AbortController()
      const woken = AbortSignal.any([this.#closing.signal, this.#sleeper.signal])
      const pause = this.#client === undefined ? wait : times.check
      await delay(pause, undefined, { signal: woken, ref: false }).catch(() => {})
      if (this.#closing.signal.aborted) return
      if (this.#client !== undefined) await this.#look(this.#client)
      else if (this.#sleeper.signal.aborted) wait = times.firstRetry
      else wait = (await this.#connect()).ok ? times.firstRetry : Math.min(times.lastRetry, 2 * wait)
    }
  }

  async #look(current: Client): Promise<void> {
    try {
      this.#become({ tools: await listTools(current, this.#options.times.connect, this.#closing.signal) })
    } catch (error) {
      const failure = failureOf(error, this.entry)
      // A server that works on a call may be late with everything else.
      const busy = failure.fault.code === 'timeout' && this.#underWay > 0
      if (this.#client === current && !busy) await this.#lose(failure)
    }
  }

  async #lose(failure: Failure): Promise<void> {
    const old = this.#client
    this.#client = undefined
    this.#become({ state: 'down', fault: failure.fault })
    // A try that failed while it slept changes nothing about how long it sleeps.
    if (old !== undefined) this.#sleeper.abort()
    // Ends whatever still waits for it.
    await closeQuietly(old)
  }

  #become(change: Partial<ServerState>): void {
    const before = this.#known.state
    this.#known = changed(this.#known, change, this.#options.now())
    const { state, fault } = this.#known
    if (state !== before) this.#options.log?.info({ server: this.entry.name, state, fault }, 'mcp server')
  }
}

/** How the end of a connection that is given up goes is of no interest. */
async function closeQuietly(client: Client | undefined): Promise<void> {
  await client?.close().catch(() => {})
}

function transportTo({ url, token }: ServerEntry, { fetch }: LinkOptions): StreamableHTTPClientTransport {
  return new StreamableHTTPClientTransport(new URL(url), {
    ...(fetch === undefined ? {} : { fetch }),
    ...(token === undefined ? {} : { requestInit: { headers: { authorization: `Bearer ${token}` } } }),
    // The link itself connects anew; an answer whose stream broke is asked for again.
    reconnectionOptions: {
      maxRetries: 0,
      initialReconnectionDelay: 1,
      maxReconnectionDelay: 1,
      reconnectionDelayGrowFactor: 1,
    },
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
