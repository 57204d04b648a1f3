import type { PromEndpoint } from '../endpoint.ts'
import { parseAddress } from './address.ts'
import { type Connection, openConnection } from './connection.ts'
import type { PromFetch, PromFetchResponse } from './fetch.ts'
import { networkFailure } from './network-failure.ts'
import type { Outcome } from './outcome.ts'
import { createPool, type Pool } from './pool.ts'
import { discardReply, readReply } from './read-reply.ts'
import { createRedactor } from './redact.ts'
import { createRequestHeaders } from './request-headers.ts'
import { untilAborted } from './until-aborted.ts'

export interface ApiRequest {
  /** Below the endpoint's base, such as `/api/v1/query`. */
  path: string
  parameters: URLSearchParams
  /** POST sends the parameters as a form, because queries outgrow URLs. */
  method: 'GET' | 'POST'
}

export interface TransportOptions {
  endpoint: PromEndpoint
  fetch?: PromFetch | undefined
  connections: number
  maxReplyBytes: number
  /** Unix seconds. */
  now: () => number
}

/** What becomes of the body of a 2xx reply. */
export type ReadBody<T> = (body: Buffer) => T | Promise<T>

export interface Transport {
  /** The server as messages name it. */
  readonly server: string
  /** One attempt at one request: what `read` makes of the body of a 2xx reply, or what went wrong. Throws what `read` throws. */
  send<T>(request: ApiRequest, read: ReadBody<T>, signal: AbortSignal): Promise<Outcome<T>>
  close(): Promise<void>
}

/** Large replies that are in memory at once; the network keeps the others, of which a server may send dozens of megabytes together. */
const largeAtOnce = 4

export function createTransport(options: TransportOptions): Transport {
  const { endpoint, connections, maxReplyBytes, now } = options
  const { base, secure } = parseAddress(endpoint.url)
  const server = `Prometheus at ${base}`
  const { learn, redact } = createRedactor(endpoint.headers)
  const requestHeaders = createRequestHeaders(endpoint, learn)
  const largeReplies = createPool(largeAtOnce)
  let connection: Promise<Connection> | undefined
  let formRefused = false

  async function fetcher(): Promise<PromFetch> {
    if (options.fetch !== undefined) return options.fetch
    connection ??= openConnection({ secure, connections, tls: endpoint.tls })
    return (await connection).fetch
  }

  async function exchange(request: ApiRequest, asForm: boolean, signal: AbortSignal): Promise<PromFetchResponse> {
    const fetch = await fetcher()
    const headers = await requestHeaders(signal)
    const url = `${base}${request.path}`
    const form = request.parameters.toString()
    if (!asForm) {
      return fetch(form === '' ? url : `${url}?${form}`, { method: 'GET', headers, redirect: 'manual', signal })
    }
    const formHeaders = { ...headers, 'content-type': 'application/x-www-form-urlencoded' }
    return fetch(url, { method: 'POST', headers: formHeaders, body: form, redirect: 'manual', signal })
  }

  /** Sends once more where the server asks for another method, and where it asks for another token. */
  async function converse(request: ApiRequest, signal: AbortSignal): Promise<PromFetchResponse> {
    let asForm = request.method === 'POST' && !formRefused
    let response = await exchange(request, asForm, signal)
    if (response.status === 405 && asForm) {
      await discardReply(response)
      formRefused = true
      asForm = false
      response = await exchange(request, asForm, signal)
    }
    if (response.status === 401 && endpoint.onUnauthorized !== undefined) {
      await discardReply(response)
      endpoint.onUnauthorized()
      response = await exchange(request, asForm, signal)
    }
    return response
  }

  async function attempt(request: ApiRequest, room: Room, signal: AbortSignal): Promise<Outcome<Buffer>> {
    const response = await converse(request, signal)
    const limits = { most: maxReplyBytes, room: room.enter }
    return await readReply(response, limits, { server, path: request.path, redact, now })
  }

  async function receive(request: ApiRequest, room: Room, signal: AbortSignal): Promise<Outcome<Buffer>> {
    try {
      return await untilAborted(attempt(request, room, signal), signal)
    } catch (error) {
      // Every way in which a request can break becomes a failure with a code; only an abort goes on.
      signal.throwIfAborted()
      return networkFailure(error, server)
    }
  }

  return {
    server,
    async send(request, read, signal) {
      const room = roomIn(largeReplies, signal)
      try {
        const outcome = await receive(request, room, signal)
        return 'value' in outcome ? { value: await read(outcome.value) } : outcome
      } finally {
        room.leave()
      }
    },
    async close() {
      await (await connection)?.close()
    },
  }
}

/** What one reply takes of the room for large ones, once it turns out to be one. */
interface Room {
  enter(): Promise<void>
  leave(): void
}

function roomIn(pool: Pool, signal: AbortSignal): Room {
  let giveBack: (() => void) | undefined
  let left = false
  return {
    async enter() {
      giveBack = await pool.enter(signal)
      // Whoever was aborted in that very moment is not there any more to leave.
      if (left) giveBack()
    },
    leave() {
      left = true
      giveBack?.()
    },
  }
}
