import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer, type ServerOptions } from 'node:https'
import { onTestFinished } from 'vitest'

/** A request as the server under test saw it. */
interface SeenRequest {
  method: string
  path: string
  /** Of the form body or the query string. */
  parameters: URLSearchParams
  headers: IncomingMessage['headers']
  /** Resolves when the client is gone before it was answered. */
  gone: Promise<void>
}

export type Answer = (request: SeenRequest, response: ServerResponse) => void | Promise<void>

export interface TestServer {
  url: string
  port: number
  requests: SeenRequest[]
  /** Connections accepted so far. */
  connections(): number
}

/** A real server on a free loopback port, closed with its test. */
export async function startServer(answer: Answer, tls?: ServerOptions): Promise<TestServer> {
  const requests: SeenRequest[] = []
  let connections = 0
  const listener = async (incoming: IncomingMessage, response: ServerResponse) => {
    const seen = await readRequest(incoming, response)
    requests.push(seen)
    await answer(seen, response)
  }
  const handle = (incoming: IncomingMessage, response: ServerResponse) => void listener(incoming, response)
  const server = tls === undefined ? createServer(handle) : createTlsServer(tls, handle)
  server.on('connection', () => connections++)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const scheme = tls === undefined ? 'http' : 'https'
  return { url: `${scheme}://localhost:${port}`, port, requests, connections: () => connections }
}

async function readRequest(incoming: IncomingMessage, response: ServerResponse): Promise<SeenRequest> {
  let body = ''
  for await (const chunk of incoming) body += String(chunk)
  const url = new URL(incoming.url ?? '/', 'http://localhost')
  const isForm = incoming.headers['content-type'] === 'application/x-www-form-urlencoded'
  return {
    method: incoming.method ?? '',
    path: url.pathname,
    parameters: isForm ? new URLSearchParams(body) : url.searchParams,
    headers: incoming.headers,
    gone: new Promise((resolve) => {
      response.on('close', () => {
        if (!response.writableFinished) resolve()
      })
    }),
  }
}

export function sendJson(response: ServerResponse, body: unknown, status = 200, headers: Record<string, string> = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

/** A successful reply of the API. */
export function success(data: unknown, extra: Record<string, unknown> = {}): Record<string, unknown> {
  return { status: 'success', data, ...extra }
}

/** A failed reply of the API. */
export function failure(errorType: string, error: string): Record<string, unknown> {
  return { status: 'error', errorType, error }
}

/** A vector of one sample without labels. */
export const one = { resultType: 'vector', result: [{ metric: {}, value: [1_700_000_000, '1'] }] }

/** The reply of a Prometheus that has the series `metric`, whose value at each step is that step's time. */
export function timeAtEachStep(parameters: URLSearchParams, metric: Record<string, string> = {}): unknown {
  const [start = 0, end = 0, step = 1] = ['start', 'end', 'step'].map((name) => Number(parameters.get(name)))
  const count = Math.floor(Math.round((end - start) * 1000) / Math.round(step * 1000)) + 1
  const values = Array.from({ length: count }, (_, index) => {
    const time = Math.round((start + index * step) * 1000) / 1000
    return [time, String(time)]
  })
  return { resultType: 'matrix', result: [{ metric, values }] }
}
