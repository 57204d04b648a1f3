import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { serveStdio as serveConnection } from '@modelcontextprotocol/server/stdio'
import { AppError } from '@ocp-perf/errors'
import { type Authenticate, type Caller, type Log, withStatus } from '@ocp-perf/http'
import { type WebSocket, WebSocketServer } from 'ws'
import type { CreateMcpServer } from '../mcp-server.ts'
import { webSocketTransport } from '../web-socket-transport.ts'
import { recheckToken } from './recheck-token.ts'

export interface WebSockets {
  /** Takes over a socket whose request was checked; throws `rate_limited` (status 503) when too many are open. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, caller: Caller | undefined): void
  /** Tells every client that the server is going away. */
  close(): Promise<void>
}

interface WebSocketOptions {
  log: Log
  /** More are refused. */
  maxConnections?: number | undefined
  maxMessageBytes?: number | undefined
  /** How often a connection is asked whether it lives; one that has not answered the last time is ended. */
  pingMs?: number | undefined
  /** What the request of a connection was checked with; its token is checked again while it is open. */
  authenticate?: Authenticate | undefined
  /** How often; one minute unless given. */
  recheckTokensMs?: number | undefined
}

const defaultMaxConnections = 256
const defaultMaxMessageBytes = 1_048_576
const defaultPingMs = 30_000
const defaultRecheckTokensMs = 60_000
const goingAway = 1001
const policyViolation = 1008

/** MCP over WebSocket: one connection is one client, of either protocol generation. */
export function webSockets(createServer: CreateMcpServer, options: WebSocketOptions): WebSockets {
  const {
    log,
    maxMessageBytes = defaultMaxMessageBytes,
    pingMs = defaultPingMs,
    maxConnections = defaultMaxConnections,
  } = options
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has('mcp') ? 'mcp' : false),
  })
  const heartbeat = setInterval(() => pingAll(server), pingMs).unref()

  const serve = (socket: WebSocket, caller: Caller | undefined, token: string) => {
    const connection = serveConnection(() => createServer(caller?.subject), {
      transport: webSocketTransport(socket),
      onerror: (error) => log.debug({ err: error }, 'A WebSocket message was refused'),
    })
    socket.on('pong', () => silent.delete(socket))
    socket.once('close', () => void connection.close())
    const { authenticate, recheckTokensMs: everyMs = defaultRecheckTokensMs } = options
    if (authenticate === undefined || caller === undefined) return
    const onRefused = () => {
      // A client that does not answer the close could go on sending until it is cut.
      socket.removeAllListeners('message')
      socket.close(policyViolation, 'The token is no longer accepted.')
      void connection.close()
    }
    socket.once('close', recheckToken({ authenticate, token, caller, everyMs, log, onRefused }))
  }
  return {
    accept(request, socket, head, caller) {
      if (server.clients.size >= maxConnections) throw tooMany(maxConnections)
      server.handleUpgrade(request, socket, head, (webSocket) => serve(webSocket, caller, tokenOf(request)))
    },
    async close() {
      clearInterval(heartbeat)
      const closed = [...server.clients].map(
        (socket) =>
          new Promise<void>((resolve) => {
            socket.once('close', () => resolve())
            socket.close(goingAway, 'The server is shutting down.')
          }),
      )
      await Promise.all(closed)
    },
  }
}

/** The token of a request that was admitted, so that its form is known. */
function tokenOf({ headers }: IncomingMessage): string {
  return headers.authorization?.replace(/^bearer +/i, '') ?? ''
}

function tooMany(limit: number): AppError {
  const error = new AppError('rate_limited', `The server is at its limit of ${limit} WebSockets.`, {
    hint: 'Close connections that are not needed, or use Streamable HTTP at /mcp.',
    retryAfterSeconds: 5,
  })
  return withStatus(error, 503)
}

/** Sockets that have not answered the last ping. */
const silent = new WeakSet<WebSocket>()

function pingAll(server: WebSocketServer): void {
  for (const socket of server.clients) {
    if (silent.has(socket)) {
      socket.terminate()
      continue
    }
    silent.add(socket)
    socket.ping()
  }
}
