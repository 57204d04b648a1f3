import { AppError } from '@ocp-perf/errors'
import {
  type Connection,
  createRedactor,
  networkFailure,
  type Outcome,
  openConnection,
  type PromFetch,
  type PromFetchResponse,
  untilAborted,
} from '@ocp-perf/promql'
import type { InfluxSettings } from '../source.ts'
import { httpFailure } from './http-failure.ts'

export interface InfluxCall {
  method: 'GET' | 'POST'
  /** Below the base URL. */
  path: string
  parameters?: URLSearchParams
  body?: string
  contentType?: string
  authorization: string | undefined
}

/** One attempt at one call, its reply read by `read`; what breaks on the way becomes a failure with a code. */
export interface InfluxTransport {
  /** The server as messages name it. */
  server: string
  redact(text: string): string
  attempt<T>(
    call: InfluxCall,
    signal: AbortSignal,
    read: (response: PromFetchResponse) => Promise<T>,
  ): Promise<Outcome<T>>
  close(): Promise<void>
}

const connections = 8

export function createInfluxTransport(settings: InfluxSettings, given: PromFetch | undefined): InfluxTransport {
  const { base, secure } = parseBase(settings.url)
  const server = `InfluxDB at ${base}`
  const headers = { 'user-agent': 'ocp-perf', ...checkedHeaders(settings.headers ?? {}) }
  const { redact } = createRedactor({ ...settings.headers, ...secretsOf(settings) })
  let connection: Promise<Connection> | undefined

  async function fetcher(): Promise<PromFetch> {
    if (given !== undefined) return given
    connection ??= openConnection({ secure, connections, tls: settings.tls })
    return (await connection).fetch
  }

  async function send(call: InfluxCall, signal: AbortSignal): Promise<PromFetchResponse> {
    const { method, path, parameters, body, contentType, authorization } = call
    const fetch = await fetcher()
    const query = parameters === undefined ? '' : `?${parameters}`
    return fetch(`${base}${path}${query}`, {
      method,
      headers: {
        ...headers,
        ...(authorization === undefined ? {} : { authorization }),
        ...(contentType === undefined ? {} : { 'content-type': contentType }),
      },
      ...(body === undefined ? {} : { body }),
      redirect: 'manual',
      signal,
    })
  }

  return {
    server,
    redact,
    async attempt(call, signal, read) {
      const converse = async () => {
        const response = await send(call, signal)
        const failure = await httpFailure(response, { server, path: call.path, redact })
        return failure ?? { value: await read(response) }
      }
      try {
        return await untilAborted(converse(), signal)
      } catch (error) {
        // Every way in which a request can break becomes a failure with a code; only an abort goes on.
        signal.throwIfAborted()
        return networkFailure(error, server)
      }
    },
    async close() {
      await (await connection)?.close()
    },
  }
}

/** What must not come back in a message, in each form in which it is sent. */
function secretsOf({ token = '', username, password = '' }: InfluxSettings): Record<string, string> {
  const tokenPassword = token.slice(token.indexOf(':') + 1)
  if (username === undefined) return { token, tokenPassword }
  const basic = Buffer.from(`${username}:${password}`, 'utf8').toString('base64')
  return { token, tokenPassword, basic, password }
}

/** A wrong URL is never repeated, because it may hold a password. */
function parseBase(url: string): { base: string; secure: boolean } {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) {
    throw new AppError('invalid_input', 'The address of InfluxDB is not an http or https URL.', {
      hint: 'Give it as https://host:8086, with a path prefix if there is one.',
    })
  }
  if (parsed.username !== '' || parsed.password !== '' || parsed.search !== '' || parsed.hash !== '') {
    throw new AppError('invalid_input', 'The URL of InfluxDB holds a user, a query or a fragment.', {
      hint: 'Give only scheme, host, port and path prefix; credentials go into token, or username and password.',
    })
  }
  return { base: `${parsed.origin}${parsed.pathname.replace(/\/+$/, '')}`, secure: parsed.protocol === 'https:' }
}

function checkedHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const wrong = Object.entries(headers).find(
    ([name, value]) => !/^[\w!#$%&'*+.^`|~-]+$/.test(name) || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value),
  )
  if (wrong === undefined) return headers
  throw new AppError('invalid_input', `The extra header ${JSON.stringify(wrong[0])} is not a valid HTTP header.`, {
    hint: 'Correct its name or value in the configuration.',
  })
}
