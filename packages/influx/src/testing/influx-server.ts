import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { AppError } from '@ocp-perf/errors'
import { onTestFinished } from 'vitest'
import { createInfluxClient, type InfluxClientOptions } from '../client/influx-client.ts'
import type { InfluxSettings, InfluxSource } from '../source.ts'

export interface SeenCall {
  method: string
  path: string
  parameters: URLSearchParams
  body: string
  headers: IncomingMessage['headers']
}

export type Answer = (call: SeenCall, response: ServerResponse) => void | Promise<void>

export interface InfluxStandIn {
  url: string
  calls: SeenCall[]
}

/** A real HTTP server on a free loopback port that answers as a test says; `/ping` tells its release. */
export async function standIn(answer: Answer, release = '2.7.11'): Promise<InfluxStandIn> {
  const calls: SeenCall[] = []
  const handle = async (incoming: IncomingMessage, response: ServerResponse) => {
    let body = ''
    for await (const chunk of incoming) body += String(chunk)
    const url = new URL(incoming.url ?? '/', 'http://localhost')
    const { method = '', headers } = incoming
    const call = { method, path: url.pathname, parameters: url.searchParams, body, headers }
    calls.push(call)
    if (call.path === '/ping')
      response.writeHead(204, { 'x-influxdb-version': release, 'x-influxdb-build': 'OSS' }).end()
    else await answer(call, response)
  }
  const server = createServer((incoming, response) => void handle(incoming, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { url: `http://localhost:${port}`, calls }
}

/** A client of such a server, closed with its test. */
export function clientOf(
  url: string,
  settings: Partial<InfluxSettings> = {},
  options: InfluxClientOptions = {},
): InfluxSource {
  const client = createInfluxClient(
    { name: 'test', url, org: 'o', token: 'a-token', ...settings },
    { retries: 0, ...options },
  )
  onTestFinished(() => client.close())
  return client
}

/** Sends a text with status 200. */
export function send(response: ServerResponse, body: string, contentType = 'text/csv; charset=utf-8'): void {
  response.writeHead(200, { 'content-type': contentType }).end(body)
}

/** The `AppError` that a promise ends with; anything else fails the test. */
export async function failureOf(promise: Promise<unknown>): Promise<AppError> {
  const outcome = await promise.then(
    () => 'an answer',
    (error: unknown) => error,
  )
  if (outcome instanceof AppError) return outcome
  throw new Error('The call did not end with an AppError.', { cause: outcome })
}
