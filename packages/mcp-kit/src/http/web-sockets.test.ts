import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { McpServer } from '@modelcontextprotocol/server'
import { listen } from '@ocp-perf/http'
import { recordingLog } from '@ocp-perf/http/testing'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { until } from '../testing/start-example.ts'
import { webSocketTransport } from '../web-socket-transport.ts'
import { webSockets } from './web-sockets.ts'

const emptyServer = () => new McpServer({ name: 'empty', version: '1' })

/** Listens without any check before the upgrade, and gives the URL of the sockets. */
async function listenUnchecked(pingMs: number): Promise<string> {
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
  const url = await listenUnchecked(40)
  const silent = new WebSocket(url, { autoPong: false })
  const lively = new WebSocket(url)
  await new Promise((resolve) => silent.once('close', resolve))
  expect(lively.readyState).toBe(WebSocket.OPEN)
  lively.terminate()
})

test('beyond the most connections one is refused with a report, and its socket does not stay half open', async () => {
  const log = recordingLog()
  const sockets = webSockets(emptyServer, { log, maxConnections: 1 })
  const server = await listen({
    name: 'test',
    version: '1',
    port: 0,
    log,
    routes: () => {},
    upgrade: { path: '/ws', accept: sockets.accept },
    health: async () => ({ live: true, ready: true, dependencies: [] }),
    drain: () => sockets.close(),
  })
  onTestFinished(() => server.close())
  const first = new WebSocket(`${server.url.replace('http', 'ws')}/ws`)
  await new Promise((resolve) => first.once('open', resolve))
  // Keeps its own end open, as a client may.
  const second = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true })
  onTestFinished(() => void second.destroy())
  const handshake = [
    'GET /ws HTTP/1.1',
    `Host: 127.0.0.1:${server.port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ]
  second.write(`${handshake.join('\r\n')}\r\n\r\n`)
  let said = ''
  second.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  await new Promise((resolve) => second.once('end', resolve))
  expect(said).toMatch(/^HTTP\/1\.1 503 /)
  expect(said).toContain('"code":"rate_limited"')
  expect(said.toLowerCase()).toContain('retry-after: 5')
  // The other end is gone altogether, so that writing to it fails.
  const failed = new Promise((resolve) => second.once('error', resolve))
  const writer = setInterval(() => second.write('x'), 5)
  await failed
  clearInterval(writer)
  first.terminate()
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
