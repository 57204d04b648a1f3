import { type Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import type { Listening } from '@ocp-perf/http'
import { recordingLog } from '@ocp-perf/http/testing'
import { onTestFinished } from 'vitest'
import { type HttpOptions, serveHttp } from '../serve-http.ts'
import { connect, type ProtocolVersion } from './connect-client.ts'
import { exampleServer } from './example-server.ts'

/** The token that `startExample` servers with `authenticate` of the tests accept. */
export const exampleToken = 'a-token-that-is-long-enough'

/** The example server on a free port until the test is finished, and what it logged and cancelled. */
export async function startExample(options: Partial<HttpOptions> = {}) {
  const log = recordingLog()
  const cancelled: string[] = []
  const definition = exampleServer((tool) => cancelled.push(tool))
  const limits = { shutdownMs: 300, ...options.limits }
  const server: Listening = await serveHttp(definition, { port: 0, log, ...options, limits })
  onTestFinished(() => server.close())
  const connectTo = async (version?: ProtocolVersion): Promise<Client> => {
    const requestInit = { headers: { authorization: `Bearer ${exampleToken}` } }
    const url = new URL('/mcp', server.url)
    const client = await connect(new StreamableHTTPClientTransport(url, { requestInit }), version)
    onTestFinished(() => client.close())
    return client
  }
  return { ...server, log, cancelled, connect: connectTo }
}

/** Waits for something that another process or the event loop is about to do. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}
