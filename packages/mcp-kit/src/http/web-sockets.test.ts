import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { McpServer } from '@modelcontextprotocol/server'
import { recordingLog } from '@ocp-perf/http/testing'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { until } from '../testing/start-example.ts'
import { webSocketTransport } from '../web-socket-transport.ts'
import { webSockets } from './web-sockets.ts'

const emptyServer = () => new McpServer({ name: 'empty', version: '1' })

/** Listens without any check before the upgrade, and gives the URL of the sockets. */
async function listen(pingMs: number): Promise<string> {
  const sockets = webSockets(emptyServer, { log: recordingLog(), pingMs })
  const server = createServer().on('upgrade', (request, socket, head) =>
    sockets.accept(request, socket, head, undefined),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  onTestFinished(async () => {
    await sockets.close()
    server.close()
  })
  const { port }: AddressInfo = Object(server.address())
  return `ws://127.0.0.1:${port}`
}

test('a connection that no longer answers is ended, and one that does is kept', async () => {
  const url = await listen(40)
  const silent = new WebSocket(url, { autoPong: false })
  const lively = new WebSocket(url)
  await new Promise((resolve) => silent.once('close', resolve))
  expect(lively.readyState).toBe(WebSocket.OPEN)
  lively.terminate()
})

test('while a client does not read its answers, nothing more is read from it', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  onTestFinished(() => void server.close())
  const accepted = new Promise<WebSocket>((resolve) => server.once('connection', resolve))
  await new Promise<void>((resolve) => server.once('listening', () => resolve()))
  const { port }: AddressInfo = Object(server.address())
  const client = new WebSocket(`ws://127.0.0.1:${port}`)
  onTestFinished(() => client.terminate())
  const socket = await accepted
  const transport = webSocketTransport(socket)
  client.pause()
  const answer = { jsonrpc: '2.0' as const, id: 1, result: { text: 'x'.repeat(1_000_000) } }
  const sent = Array.from({ length: 20 }, () => transport.send(answer))
  expect(socket.isPaused).toBe(true)
  client.resume()
  await Promise.all(sent)
  await until(() => !socket.isPaused)
})
