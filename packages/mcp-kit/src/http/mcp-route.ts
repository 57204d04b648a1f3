import { createMcpHandler, isLegacyRequest } from '@modelcontextprotocol/server'
import { type Log, parseJson, type RouteContext, type Router } from '@ocp-perf/http'
import type { CreateMcpServer } from '../mcp-server.ts'
import type { SessionLimits } from '../serve-http.ts'
import { createSessions } from './sessions.ts'

export interface McpRoute {
  addTo(router: Router): void
  /** Ends open streams and sessions. */
  close(): Promise<void>
}

interface McpRouteOptions {
  sessions: SessionLimits | undefined
  log: Log
}

// Subscriptions carry nothing here, since no list changes; each still holds a connection.
const maxSubscriptions = 256

/** Streamable HTTP for both protocol generations at `/mcp`. */
export function mcpRoute(createServer: CreateMcpServer, { sessions: limits, log }: McpRouteOptions): McpRoute {
  const handler = createMcpHandler(() => createServer(), {
    maxSubscriptions,
    onerror: (error) => log.debug({ err: error }, 'An MCP request was refused'),
  })
  const sessions = limits === undefined ? undefined : createSessions(createServer, limits)

  const answer = async (context: RouteContext): Promise<Response> => {
    // Not a request of its own making: those leave weak references behind, and with them megabytes of garbage.
    const request = context.req.raw
    const parsedBody = request.method === 'POST' ? parseBody(context.get('body')) : undefined
    if (parsedBody instanceof Response) return parsedBody
    const options = { ...authInfo(context), ...(parsedBody === undefined ? {} : { parsedBody }) }
    if (sessions !== undefined && (await isLegacyRequest(request, parsedBody))) {
      const whenDone = (done: () => void) => context.env.outgoing.once('close', done)
      const response = await sessions.answer(request, options, whenDone)
      if (response !== undefined) return response
    }
    return handler.fetch(request, options)
  }
  return {
    addTo: (router) => router.all('/mcp', answer),
    async close() {
      await Promise.all([handler.close(), sessions?.close()])
    },
  }
}

// The token itself goes no further than the authenticator.
function authInfo(context: RouteContext) {
  const caller = context.get('caller')
  return caller === undefined ? {} : { authInfo: { token: '', clientId: caller.subject, scopes: [] } }
}

function parseBody(body: string): unknown {
  try {
    return parseJson(body)
  } catch {
    // MCP clients read this code, not the one of the other routes.
    const error = { code: -32700, message: 'Parse error: the body is not valid JSON.' }
    return Response.json({ jsonrpc: '2.0', id: null, error }, { status: 400 })
  }
}
