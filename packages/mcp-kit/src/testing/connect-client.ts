import { Client, StreamableHTTPClientTransport, type Transport } from '@modelcontextprotocol/client'
import { createMcpHandler } from '@modelcontextprotocol/server'
import type { Log } from '@ocp-perf/http'
import { createMcpServer } from '../mcp-server.ts'
import type { ServerDefinition } from '../server-definition.ts'
import { createToolRunner } from '../tool-runner.ts'

/** The two generations of the protocol that a server answers. */
export const protocolVersions = ['2025-11-25', '2026-07-28'] as const
export type ProtocolVersion = (typeof protocolVersions)[number]

const quiet = () => {}
const silentLog: Log = { debug: quiet, info: quiet, warn: quiet, error: quiet }

/** A real client on any transport, for one generation of the protocol. Close it when the test is done. */
export async function connect(transport: Transport, version: ProtocolVersion = '2026-07-28'): Promise<Client> {
  const negotiation = version === '2025-11-25' ? {} : { versionNegotiation: { mode: { pin: version } } }
  const client = new Client({ name: 'test', version: '1' }, negotiation)
  await client.connect(transport)
  return client
}

/** A real client that talks to the real HTTP handler of a definition, without a socket between them. */
export function connectClient<Context>(
  definition: ServerDefinition<Context>,
  { version, log = silentLog }: { version?: ProtocolVersion | undefined; log?: Log | undefined } = {},
): Promise<Client> {
  const runner = createToolRunner(definition, { log })
  const createServer = createMcpServer(definition, { runner, log })
  const handler = createMcpHandler(() => createServer())
  const transport = new StreamableHTTPClientTransport(new URL('http://localhost/mcp'), {
    fetch: (url, init) => handler.fetch(new Request(url, init)),
  })
  return connect(transport, version)
}
