import { Agent, request } from 'node:http'

export type Era = '2025-11-25' | '2026-07-28'

interface Answer {
  status: number
  session: string | undefined
  text: string
}

/** A client that costs as little as a client can: JSON-RPC by POST over connections that stay open. */
export interface McpLoad {
  /** Calls a tool `count` times, at most `concurrency` at once; throws when a call fails. */
  calls(count: number, concurrency: number, tool: string, args: object): Promise<void>
  /** One client's life: initialize, one call, and the end of its session where the server gave it one. */
  session(tool: string, args: object): Promise<void>
  close(): void
}

const accept = 'application/json, text/event-stream'
const clientInfo = { name: 'bench', version: '1' }

export function mcpLoad(url: string, era: Era): McpLoad {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })
  const send = (method: string, body: string, headers: Record<string, string>) =>
    new Promise<Answer>((resolve, reject) => {
      const outgoing = request(`${url}/mcp`, { agent, method, headers: { accept, ...headers } }, (incoming) => {
        let text = ''
        incoming.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk
        })
        incoming.once('error', reject)
        incoming.once('end', () => {
          const session = incoming.headers['mcp-session-id']
          resolve({
            status: incoming.statusCode ?? 0,
            session: typeof session === 'string' ? session : undefined,
            text,
          })
        })
      })
      outgoing.once('error', reject)
      outgoing.end(body)
    })
  const post = (message: object, headers: Record<string, string> = {}) =>
    send('POST', JSON.stringify({ jsonrpc: '2.0', ...message }), {
      'content-type': 'application/json',
      'mcp-protocol-version': era,
      ...headers,
    })
  const call = async (tool: string, args: object, headers: Record<string, string> = {}) => {
    const params = { name: tool, arguments: args, ...(era === '2026-07-28' ? { _meta: envelope } : {}) }
    const modern = era === '2026-07-28' ? { 'mcp-method': 'tools/call', 'mcp-name': tool } : {}
    const { status, text } = await post({ id: 1, method: 'tools/call', params }, { ...modern, ...headers })
    if (status !== 200 || !text.includes('"structuredContent"')) throw new Error(`The call failed (${status}): ${text}`)
  }
  return {
    async calls(count, concurrency, tool, args) {
      let left = count
      const worker = async () => {
        while (left-- > 0) await call(tool, args)
      }
      await Promise.all(Array.from({ length: concurrency }, worker))
    },
    async session(tool, args) {
      const params = { protocolVersion: era, capabilities: {}, clientInfo }
      const { session } = await post({ id: 0, method: 'initialize', params })
      const headers: Record<string, string> = session === undefined ? {} : { 'mcp-session-id': session }
      await post({ method: 'notifications/initialized' }, headers)
      await call(tool, args, headers)
      if (session !== undefined) await send('DELETE', '', headers)
    },
    close: () => agent.destroy(),
  }
}

const envelope = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': clientInfo,
  'io.modelcontextprotocol/clientCapabilities': {},
}
