import { randomUUID } from 'node:crypto'
import {
  isInitializeRequest,
  type McpHandlerRequestOptions,
  type McpServer,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server'
import { AppError } from '@ocp-perf/errors'
import { withStatus } from '@ocp-perf/http'
import type { CreateMcpServer } from '../mcp-server.ts'
import type { SessionLimits } from '../serve-http.ts'

interface Session {
  server: McpServer
  transport: WebStandardStreamableHTTPServerTransport
  /** Who opened it, where the server asks; nobody else may use it. */
  owner: string | undefined
  /** Requests and streams that are open. */
  open: number
  /** When it was last used, in milliseconds of the monotonic clock. */
  usedAt: number
}

export interface Sessions {
  /** Answers what belongs to a session or opens one; nothing for a request that stands alone. */
  answer(
    request: Request,
    options: McpHandlerRequestOptions,
    whenDone: (done: () => void) => void,
  ): Promise<Response | undefined>
  close(): Promise<void>
}

const longestSweepMs = 30_000
// A client that thinks between two calls must not lose its session to the next one that comes.
const shortestRest = 1 / 10

/**
 * Keeps the sessions of 2025-era clients: at most `max`, each until it rested for `ttlSeconds` or its client ends it. At
 * the cap, one that rested for a tenth of that makes room for a new one.
 */
export function createSessions(createServer: CreateMcpServer, { ttlSeconds, max }: SessionLimits): Sessions {
  const sessions = new Map<string, Session>()
  const ttlMs = ttlSeconds * 1000

  const end = async (id: string, { server }: Session) => {
    sessions.delete(id)
    await server.close()
  }
  const sweep = async () => {
    const now = performance.now()
    const rested = [...sessions].filter(([, { open, usedAt }]) => open === 0 && now - usedAt >= ttlMs)
    await Promise.all(rested.map(([id, session]) => end(id, session)))
  }
  const sweeper = setInterval(() => void sweep(), Math.min(ttlMs / 2, longestSweepMs)).unref()

  // What is being opened counts as well, or clients that come at the same moment would pass the cap together.
  const opening = new Set<Session>()
  const longestRested = () => {
    const latest = performance.now() - ttlMs * shortestRest
    const rested = [...sessions].filter(([, { open, usedAt }]) => open === 0 && usedAt <= latest)
    return rested.sort(([, one], [, other]) => one.usedAt - other.usedAt)[0]
  }
  /** Gives what is to be waited for. The place itself is free at once, or nothing holds the cap. */
  const makeRoom = (): Promise<void> | undefined => {
    if (sessions.size + opening.size < max) return undefined
    const rested = longestRested()
    if (rested === undefined) throw tooMany(max, ttlSeconds)
    return end(...rested)
  }

  const create = (owner: string | undefined): Session => {
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => {
        opening.delete(session)
        sessions.set(id, session)
      },
      onsessionclosed: (id) => void sessions.delete(id),
    })
    const session: Session = { server: createServer(), transport, owner, open: 0, usedAt: performance.now() }
    opening.add(session)
    return session
  }
  const open = async (owner: string | undefined, initialize: (session: Session) => Promise<Response>) => {
    await sweep()
    const ended = makeRoom()
    const session = create(owner)
    try {
      await ended
      await session.server.connect(session.transport)
      return await initialize(session)
    } finally {
      // Still there when the transport refused the request, so that there is no session.
      if (opening.delete(session)) await session.server.close()
    }
  }
  return {
    async answer(request, options, whenDone) {
      const id = request.headers.get('mcp-session-id')
      const owner = options.authInfo?.clientId
      const known = id === null ? undefined : sessions.get(id)
      if (id !== null && known?.owner !== owner) return unknownSession()
      if (known === undefined && !isInitializeRequest(options.parsedBody))
        return id === null ? undefined : unknownSession()
      const handle = (session: Session) => {
        session.open++
        whenDone(() => {
          session.open--
          session.usedAt = performance.now()
        })
        return session.transport.handleRequest(request, options)
      }
      return known === undefined ? open(owner, handle) : handle(known)
    },
    async close() {
      clearInterval(sweeper)
      await Promise.all([...sessions].map(([id, session]) => end(id, session)))
    },
  }
}

// The status tells a client of the protocol to initialize again.
function unknownSession(): Response {
  const error = { code: -32001, message: 'Session not found: it ended or rested too long. Initialize again.' }
  return Response.json({ jsonrpc: '2.0', id: null, error }, { status: 404 })
}

function tooMany(max: number, ttlSeconds: number): AppError {
  const restSeconds = Math.ceil(ttlSeconds * shortestRest)
  const error = new AppError('rate_limited', `The server is at its limit of ${max} sessions.`, {
    hint: `End sessions that are not needed (DELETE /mcp), wait until one has rested for ${restSeconds} s, or use protocol 2026-07-28, which needs none.`,
    retryAfterSeconds: Math.min(restSeconds, 60),
  })
  return withStatus(error, 503)
}
