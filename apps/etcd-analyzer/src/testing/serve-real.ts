import { fileURLToPath } from 'node:url'
import { type Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { type BuiltServer, startBuilt } from '@ocp-perf/analyzer/testing'
import { connect, type ProtocolVersion } from '@ocp-perf/mcp-kit/testing'

const main = new URL('../../dist/main.js', import.meta.url)

type Environment = Readonly<Record<string, string>>

/** The built server as a child process on standard input and output, with a real client. */
export async function stdioClient(env: Environment, version: ProtocolVersion = '2025-11-25'): Promise<Client> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [fileURLToPath(main), '--stdio', '--no-history', '--log-level', 'error'],
    env: { PATH: process.env.PATH ?? '', ...env },
    stderr: 'inherit',
  })
  return await connect(transport, version)
}

/** The built server as a child process on a free port of loopback. */
export function httpServer(env: Environment): Promise<BuiltServer> {
  return startBuilt(main, env)
}

/** A real client on Streamable HTTP. */
export function httpClient(url: string, version: ProtocolVersion = '2026-07-28'): Promise<Client> {
  return connect(new StreamableHTTPClientTransport(new URL('/mcp', url)), version)
}
