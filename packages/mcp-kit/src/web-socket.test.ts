import type { Client } from '@modelcontextprotocol/client'
import { AppError } from '@ocp-perf/errors'
import { staticToken } from '@ocp-perf/http'
import { send } from '@ocp-perf/http/testing'
import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { connect, type ProtocolVersion, protocolVersions } from './testing/index.ts'
import { exampleToken, startExample, until } from './testing/start-example.ts'
import { webSocketTransport } from './web-socket-transport.ts'

const authorization = `Bearer ${exampleToken}`

function dial(url: string, headers: Record<string, string> = {}): WebSocket {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, 'mcp', { headers })
  onTestFinished(() => socket.terminate())
  return socket
}

/** Resolves to nothing once open, or to the status that the handshake was refused with. */
function refusal(socket: WebSocket): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(undefined))
    socket.once('unexpected-response', (_request, response) => {
      resolve(response.statusCode)
      response.resume()
    })
    socket.once('error', reject)
  })
}

async function connectTo(url: string, version: ProtocolVersion, headers?: Record<string, string>): Promise<Client> {
  const socket = dial(url, headers)
  expect(await refusal(socket)).toBeUndefined()
  return connect(webSocketTransport(socket), version)
}

describe.each(protocolVersions)('over WebSocket with a client of %s', (version) => {
  test('a call answers, and the tool knows who opened the connection', async () => {
    const { url } = await startExample({ authenticate: staticToken(exampleToken) })
    const client = await connectTo(url, version, { authorization })
    expect(client.getNegotiatedProtocolVersion()).toBe(version)
    expect((await client.callTool({ name: 'who_am_i' })).structuredContent).toEqual({ subject: 'static-token' })
  })

  test('a client that gives up stops the tool, and the connection goes on', async () => {
    const { url, cancelled } = await startExample()
    const client = await connectTo(url, version)
    const leave = new AbortController()
    const call = client.callTool({ name: 'wait', arguments: { ms: 60_000 } }, { signal: leave.signal })
    setTimeout(() => leave.abort(), 50)
    await expect(call).rejects.toThrow()
    await until(() => cancelled.length > 0)
    expect((await client.callTool({ name: 'greet', arguments: { name: 'Ada' } })).isError).toBeFalsy()
  })
})

test('reads count among the calls: of many at once only so many run, and the metrics name them', async () => {
  const { url } = await startExample({ maxCalls: 4 })
  const client = await connectTo(url, '2026-07-28')
  const reads = Array.from({ length: 50 }, () => client.readResource({ uri: 'example://novels/emma' }))
  const outcomes = await Promise.allSettled(reads)
  // Four at once; a busy machine sends the fifty in parts, of which each has its four.
  const answered = outcomes.filter(({ status }) => status === 'fulfilled').length
  expect(answered).toBeGreaterThanOrEqual(4)
  expect(answered).toBeLessThan(outcomes.length / 2)
  const refused = outcomes.find(({ status }) => status === 'rejected')
  expect(refused).toMatchObject({ reason: { message: expect.stringContaining('rate_limited') } })
  const { text } = await send(`${url}/metrics`)
  const labels = 'method="resources/read",resource="novel"'
  expect(text).toContain(`resource_requests_total{${labels},outcome="ok"} ${answered}`)
  expect(text).toContain(`resource_requests_total{${labels},outcome="rate_limited"} ${outcomes.length - answered}`)
})

test('a shutdown lets the running read answer', async () => {
  const { url, close } = await startExample({ limits: { shutdownMs: 5_000 } })
  const client = await connectTo(url, '2026-07-28')
  const read = client.readResource({ uri: 'example://novels/emma' })
  await new Promise((resolve) => setTimeout(resolve, 20))
  const closed = close()
  expect((await read).contents).toMatchObject([{ text: 'The end of emma.' }])
  await closed
})

test('a connection that breaks stops its tools', async () => {
  const { url, cancelled } = await startExample()
  const socket = dial(url)
  await refusal(socket)
  const client = await connect(webSocketTransport(socket))
  const call = client.callTool({ name: 'wait', arguments: { ms: 60_000 } }).catch((error: Error) => error)
  setTimeout(() => socket.terminate(), 50)
  expect(await call).toBeInstanceOf(Error)
  await until(() => cancelled.length > 0)
})

test('Host, Origin and token are checked before the connection is upgraded', async () => {
  const { url } = await startExample({ authenticate: staticToken(exampleToken) })
  expect(await refusal(dial(url, { authorization, host: 'evil.example' }))).toBe(403)
  expect(await refusal(dial(url, { authorization, origin: 'http://evil.example' }))).toBe(403)
  expect(await refusal(dial(url))).toBe(401)
  expect(await refusal(dial(url, { authorization }))).toBeUndefined()
})

test('a connection is closed when its token is refused later, and its calls stop', async () => {
  let revoked = false
  const authenticate = async () => {
    if (revoked) throw new AppError('unauthorized', 'The token was revoked.')
    return { subject: 'ada' }
  }
  const { url, cancelled } = await startExample({ authenticate, recheckTokensMs: 20 })
  const socket = dial(url, { authorization })
  await refusal(socket)
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  const client = await connect(webSocketTransport(socket))
  await new Promise((resolve) => setTimeout(resolve, 60))
  expect((await client.callTool({ name: 'who_am_i' })).structuredContent).toEqual({ subject: 'ada' })
  const call = client.callTool({ name: 'wait', arguments: { ms: 60_000 } }).catch((error: Error) => error)
  await new Promise((resolve) => setTimeout(resolve, 20))
  revoked = true
  expect(await closed).toBe(1008)
  expect(await call).toBeInstanceOf(Error)
  await until(() => cancelled.length > 0)
})

test('a connection is closed when its token names somebody else now', async () => {
  let subject = 'ada'
  const { url } = await startExample({ authenticate: async () => ({ subject }), recheckTokensMs: 20 })
  const socket = dial(url, { authorization })
  await refusal(socket)
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  subject = 'grace'
  expect(await closed).toBe(1008)
})

test('a token that cannot be checked once keeps its connection, but not for ever', async () => {
  let checks = 0
  const failing = new Set([2, 4, 5, 6])
  const authenticate = async (token: string) => {
    expect(token).toBe(exampleToken)
    checks++
    if (failing.has(checks)) throw new AppError('unreachable', 'Nobody knows.')
    return { subject: 'ada' }
  }
  const { url } = await startExample({ authenticate, recheckTokensMs: 20 })
  const socket = dial(url, { authorization })
  await refusal(socket)
  const code = await new Promise<number>((resolve) => socket.once('close', resolve))
  expect(code).toBe(1008)
  expect(checks).toBe(6)
})

test('a frame that is no message is a parse error, and the connection goes on', async () => {
  const { url } = await startExample()
  const socket = dial(url)
  await refusal(socket)
  const frames: string[] = []
  socket.on('message', (data) => frames.push(data.toString()))
  socket.send('{')
  await until(() => frames.length === 1)
  expect(frames[0]).toContain('-32700')
  socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }))
  await until(() => frames.length === 2)
  expect(frames[1]).toContain('"result":{}')
})

test('a frame above the limit ends the connection', async () => {
  const { url } = await startExample({ limits: { bodyBytes: 1_000 } })
  const socket = dial(url)
  await refusal(socket)
  const code = new Promise<number>((resolve) => socket.once('close', resolve))
  socket.send('x'.repeat(2_000))
  expect(await code).toBe(1009)
})

test('a shutdown says that the server is going away', async () => {
  const { url, close } = await startExample()
  const socket = dial(url)
  await refusal(socket)
  const code = new Promise<number>((resolve) => socket.once('close', resolve))
  await close()
  expect(await code).toBe(1001)
})
