import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { serveStdio as serveConnection } from '@modelcontextprotocol/server/stdio'
import type { Caller, Log } from '@ocp-perf/http'
import { type WebSocket, WebSocketServer } from 'ws'
import type { CreateMcpServer } from '../mcp-server.ts'
import { webSocketTransport } from '../web-socket-transport.ts'

export interface WebSockets {
  /** Takes over a socket whose request was checked. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, caller: Caller | undefined): void
  /** Tells every client that the server is going away. */
  close(): Promise<void>
}

interface WebSocketOptions {
  log: Log
  maxMessageBytes?: number | undefined
  /** How often a connection is asked whether it lives; one that has not answered the last time is ended. */
  pingMs?: number | undefined
}

const maxConnections = 256
const defaultMaxMessageBytes = 1_048_576
const defaultPingMs = 30_000
const goingAway = 1001

/** MCP over WebSocket: one connection is one client, of either protocol generation. */
export function webSockets(
  createServer: CreateMcpServer,
  { log, maxMessageBytes = defaultMaxMessageBytes, pingMs = defaultPingMs }: WebSocketOptions,
): WebSockets {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has('mcp') ? 'mcp' : false),
  })
  const heartbeat = setInterval(() => pingAll(server), pingMs).unref()

  const serve = (socket: WebSocket, caller: Caller | undefined) => {
    const connection = serveConnection(() => createServer(caller?.subject), {
      transport: webSocketTransport(socket),
      onerror: (error) => log.debug({ err: error }, 'A WebSocket message was refused'),
    })
    socket.on('pong', () => silent.delete(socket))
    socket.once('close', () => void connection.close())
  }
  return {
    accept(request, socket, head, caller) {
      if (server.clients.size >= maxConnections) {
        socket.end('HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\nconnection: close\r\n\r\n')
        return
      }
      server.handleUpgrade(request, socket, head, (webSocket) => serve(webSocket, caller))
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
