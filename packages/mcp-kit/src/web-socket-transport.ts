import { deserializeMessage, type JSONRPCMessage, type Transport } from '@modelcontextprotocol/server'
import type { RawData, WebSocket } from 'ws'

// Beyond this the other side reads more slowly than it asks; asking again must wait.
const highWaterBytes = 1_048_576

/**
 * MCP messages over an open WebSocket, one a frame, for either end. While more than 1 MiB waits to be sent, nothing is
 * read: a client that does not read its answers cannot fill the memory with them.
 */
export function webSocketTransport(socket: WebSocket): Transport {
  const transport: Transport = {
    async start() {
      socket.on('message', (data, isBinary) => receive(transport, data, isBinary))
      socket.on('error', (error) => transport.onerror?.(error))
      socket.once('close', () => transport.onclose?.())
    },
    send: (message) => send(socket, message),
    async close() {
      socket.close()
    },
  }
  return transport
}

function receive(transport: Transport, data: RawData, isBinary: boolean): void {
  try {
    if (isBinary) throw new Error('MCP messages are text frames.')
    transport.onmessage?.(deserializeMessage(data.toString()))
  } catch (error) {
    transport.onerror?.(error instanceof Error ? error : new Error(String(error)))
    const parseError = { code: -32700, message: 'Parse error: a frame is not one JSON-RPC message.' }
    transport.send({ jsonrpc: '2.0', error: parseError }).catch(() => {
      // The socket closed meanwhile, and its close event has told the server.
    })
  }
}

function send(socket: WebSocket, message: JSONRPCMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(JSON.stringify(message), (error) => {
      if (socket.bufferedAmount < highWaterBytes) socket.resume()
      if (error) reject(error)
      else resolve()
    })
    if (socket.bufferedAmount >= highWaterBytes) socket.pause()
  })
}
