import { McpServer } from '@modelcontextprotocol/server'
import type { Caller } from '@ocp-perf/http'
import { post, send } from '@ocp-perf/http/testing'
import { expect, onTestFinished, test } from 'vitest'
import { createSessions } from './http/sessions.ts'
import { startExample } from './testing/start-example.ts'

const accept = 'application/json, text/event-stream'
const initialize = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
})
const ping = JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'ping' })

async function openSession(url: string, headers: Record<string, string> = {}): Promise<string> {
  const answer = await post(`${url}/mcp`, initialize, { accept, ...headers })
  expect(answer.status).toBe(200)
  return String(answer.headers['mcp-session-id'])
}

function inSession(url: string, session: string, headers: Record<string, string> = {}) {
  return post(`${url}/mcp`, ping, { accept, 'mcp-session-id': session, ...headers })
}

test('a client that initializes gets a session, uses it and ends it', async () => {
  const { url } = await startExample({ sessions: { ttlSeconds: 60, max: 10 } })
  const session = await openSession(url)
  expect(session).toMatch(/^[0-9a-f-]{36}$/)
  expect((await inSession(url, session)).status).toBe(200)
  const headers = { 'mcp-session-id': session }
  expect((await send(`${url}/mcp`, { method: 'DELETE', headers })).status).toBe(200)
  expect((await inSession(url, session)).status).toBe(404)
})

test('a session that nobody opened is 404, so that the client initializes again', async () => {
  const { url } = await startExample({ sessions: { ttlSeconds: 60, max: 10 } })
  expect(await inSession(url, 'made-up')).toMatchObject({ status: 404, json: { error: { code: -32001 } } })
})

test('requests without a session still stand alone', async () => {
  const { url, connect } = await startExample({ sessions: { ttlSeconds: 60, max: 1 } })
  expect((await post(`${url}/mcp`, ping, { accept })).status).toBe(200)
  const clients = await Promise.all([connect('2026-07-28'), connect('2026-07-28')])
  for (const client of clients) expect((await client.listTools()).tools).not.toEqual([])
})

test('the SDK client works in a session, and closing ends it', async () => {
  const { connect } = await startExample({ sessions: { ttlSeconds: 60, max: 1 } })
  const client = await connect('2025-11-25')
  expect((await client.callTool({ name: 'greet', arguments: { name: 'Ada' } })).isError).toBeFalsy()
})

test('clients that initialize at the same moment cannot pass the cap together', async () => {
  const createServer = () => new McpServer({ name: 'empty', version: '1' })
  const sessions = createSessions(createServer, { ttlSeconds: 60, max: 2 })
  onTestFinished(() => sessions.close())
  const headers = { 'content-type': 'application/json', accept }
  const open = () => {
    const request = new Request('http://localhost/mcp', { method: 'POST', headers, body: initialize })
    return sessions.answer(request, { parsedBody: JSON.parse(initialize) }, () => {})
  }
  const opened = await Promise.allSettled(Array.from({ length: 8 }, open))
  expect(opened.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
})

test('an initialize that is refused takes no place under the cap', async () => {
  const { url } = await startExample({ sessions: { ttlSeconds: 60, max: 1 } })
  for (let attempt = 0; attempt < 3; attempt++) {
    // A client that does not accept event streams is refused by the transport.
    expect((await post(`${url}/mcp`, initialize, { accept: 'text/html' })).status).toBe(406)
  }
  await openSession(url)
})

test('at the cap a session is refused with the next step, until one has ended', async () => {
  const { url } = await startExample({ sessions: { ttlSeconds: 60, max: 2 } })
  const first = await openSession(url)
  await openSession(url)
  const refused = await post(`${url}/mcp`, initialize, { accept })
  expect(refused).toMatchObject({
    status: 503,
    json: { code: 'rate_limited', hint: expect.stringContaining('DELETE') },
  })
  await send(`${url}/mcp`, { method: 'DELETE', headers: { 'mcp-session-id': first } })
  await openSession(url)
})

test('at the cap a new session takes the place of the one that rested longest, once it rested for a while', async () => {
  const { url } = await startExample({ sessions: { ttlSeconds: 3, max: 2 } })
  const first = await openSession(url)
  const second = await openSession(url)
  expect((await post(`${url}/mcp`, initialize, { accept })).status).toBe(503)
  await new Promise((resolve) => setTimeout(resolve, 350))
  expect((await inSession(url, first)).status).toBe(200)
  const third = await openSession(url)
  expect((await inSession(url, second)).status).toBe(404)
  expect((await inSession(url, first)).status).toBe(200)
  expect((await inSession(url, third)).status).toBe(200)
  // All that are left were just used.
  expect((await post(`${url}/mcp`, initialize, { accept })).status).toBe(503)
})

test('a session with an open stream makes no room', async () => {
  const { url } = await startExample({ sessions: { ttlSeconds: 1, max: 1 } })
  const session = await openSession(url)
  const leave = new AbortController()
  const headers = { accept: 'text/event-stream', 'mcp-session-id': session }
  expect((await fetch(`${url}/mcp`, { headers, signal: leave.signal })).status).toBe(200)
  await new Promise((resolve) => setTimeout(resolve, 150))
  expect((await post(`${url}/mcp`, initialize, { accept })).status).toBe(503)
  leave.abort()
})

test('however many come at once, those that make room cannot pass the cap together', async () => {
  const { url } = await startExample({ sessions: { ttlSeconds: 1, max: 2 } })
  const rested = [await openSession(url), await openSession(url)]
  await new Promise((resolve) => setTimeout(resolve, 150))
  const opened = await Promise.all(Array.from({ length: 8 }, () => post(`${url}/mcp`, initialize, { accept })))
  expect(opened.filter(({ status }) => status === 200)).toHaveLength(2)
  for (const session of rested) expect((await inSession(url, session)).status).toBe(404)
})

test('a session that rested too long ends, and makes room', async () => {
  const ttlSeconds = 0.6
  const { url } = await startExample({ sessions: { ttlSeconds, max: 1 } })
  const session = await openSession(url)
  const rest = (share: number) => new Promise((resolve) => setTimeout(resolve, ttlSeconds * 1000 * share))
  for (const _ of [1, 2, 3]) {
    await rest(0.4)
    // It was used meanwhile, so its time began anew.
    expect((await inSession(url, session)).status).toBe(200)
  }
  await rest(1.5)
  expect((await inSession(url, session)).status).toBe(404)
  await openSession(url)
})

test('a session with an open stream does not rest', async () => {
  const { url } = await startExample({ sessions: { ttlSeconds: 0.1, max: 1 } })
  const session = await openSession(url)
  const leave = new AbortController()
  const headers = { accept: 'text/event-stream', 'mcp-session-id': session }
  const stream = await fetch(`${url}/mcp`, { headers, signal: leave.signal })
  expect(stream.status).toBe(200)
  await new Promise((resolve) => setTimeout(resolve, 250))
  expect((await inSession(url, session)).status).toBe(200)
  leave.abort()
})

test('a session belongs to the caller who opened it', async () => {
  const authenticate = async (token: string): Promise<Caller> => ({ subject: token })
  const { url } = await startExample({ authenticate, sessions: { ttlSeconds: 60, max: 10 } })
  const session = await openSession(url, { authorization: 'Bearer ada' })
  expect((await inSession(url, session, { authorization: 'Bearer grace' })).status).toBe(404)
  expect((await inSession(url, session, { authorization: 'Bearer ada' })).status).toBe(200)
})

test('a shutdown ends sessions and their open streams at once', async () => {
  const { url, close } = await startExample({ sessions: { ttlSeconds: 60, max: 10 }, limits: { shutdownMs: 10_000 } })
  const session = await openSession(url)
  const stream = await fetch(`${url}/mcp`, { headers: { accept: 'text/event-stream', 'mcp-session-id': session } })
  const begun = performance.now()
  await close()
  expect(performance.now() - begun).toBeLessThan(5_000)
  await stream.text()
})
