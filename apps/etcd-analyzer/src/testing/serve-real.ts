import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { connect, type ProtocolVersion } from '@ocp-perf/mcp-kit/testing'

const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

type Environment = Readonly<Record<string, string>>

/** The built server as a child process on standard input and output, with a real client. */
export async function stdioClient(env: Environment, version: ProtocolVersion = '2025-11-25'): Promise<Client> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [program, '--stdio', '--no-history', '--log-level', 'error'],
    env: { PATH: process.env.PATH ?? '', ...env },
    stderr: 'inherit',
  })
  return await connect(transport, version)
}

export interface RealServer {
  url: string
  stop(): Promise<void>
}

/** The built server as a child process on a free port of loopback. */
export async function httpServer(env: Environment): Promise<RealServer> {
  const child = spawn(process.execPath, [program, '--port', '0', '--no-history'], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = new Promise<never>((_, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended with ${code} before it listened`)))
  })
  const listening = (async () => {
    for await (const line of createInterface({ input: child.stderr })) {
      const { url } = JSON.parse(line)
      if (typeof url === 'string') return url
    }
    throw new Error('the server closed its log before it listened')
  })()
  const url = await Promise.race([listening, ended])
  ended.catch(() => {})
  child.stderr.resume()
  return {
    url,
    stop: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await gone
    },
  }
}

/** A real client on Streamable HTTP. */
export function httpClient(url: string, version: ProtocolVersion = '2026-07-28'): Promise<Client> {
  return connect(new StreamableHTTPClientTransport(new URL('/mcp', url)), version)
}
