import { staticToken } from '@ocp-perf/http'
import { post, send } from '@ocp-perf/http/testing'
import { describe, expect, test } from 'vitest'
import { protocolVersions } from './testing/index.ts'
import { exampleToken, startExample, until } from './testing/start-example.ts'

const envelope = { 'mcp-protocol-version': '2025-11-25', accept: 'application/json, text/event-stream' }
const ping = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' })

describe.each(protocolVersions)('over HTTP with a client of %s', (version) => {
  test('a call answers, and says who is calling only to the tool', async () => {
    const { connect } = await startExample({ authenticate: staticToken(exampleToken) })
    const client = await connect(version)
    expect(client.getNegotiatedProtocolVersion()).toBe(version)
    expect((await client.callTool({ name: 'greet', arguments: { name: 'Ada' } })).structuredContent).toEqual({
      greeting: 'Hello Ada.',
    })
    expect((await client.callTool({ name: 'who_am_i' })).structuredContent).toEqual({ subject: 'static-token' })
  })

  test('progress arrives while the call runs', async () => {
    const client = await (await startExample()).connect(version)
    const seen: unknown[] = []
    await client.callTool({ name: 'wait', arguments: { ms: 20 } }, { onprogress: (progress) => seen.push(progress) })
    expect(seen).toMatchObject([{ progress: 1, total: 2 }])
  })

  test('a client that gives up stops the tool', async () => {
    // A 2025 client cancels by a second request, which finds the first one only in a session.
    const { connect, cancelled } = await startExample({ sessions: { ttlSeconds: 60, max: 1 } })
    const client = await connect(version)
    const leave = new AbortController()
    const call = client.callTool({ name: 'wait', arguments: { ms: 60_000 } }, { signal: leave.signal })
    setTimeout(() => leave.abort(), 50)
    await expect(call).rejects.toThrow()
    await until(() => cancelled.length > 0)
  })

  test('a client that goes away stops the tool where nobody could fetch the answer', async () => {
    const { connect, cancelled } = await startExample()
    const client = await connect(version)
    const call = client.callTool({ name: 'wait', arguments: { ms: 60_000 } }).catch((error: Error) => error)
    setTimeout(() => void client.close(), 50)
    expect(await call).toBeInstanceOf(Error)
    await until(() => cancelled.length > 0)
  })

  test('a shutdown lets the running call answer', async () => {
    const { connect, close } = await startExample({ limits: { shutdownMs: 5_000 } })
    const client = await connect(version)
    const call = client.callTool({ name: 'wait', arguments: { ms: 200 } })
    await new Promise((resolve) => setTimeout(resolve, 50))
    const closed = close()
    expect((await call).structuredContent).toEqual({ waitedMs: 200 })
    await closed
  })
})

test('lists are kept by their reader alone and for minutes, since a new release may change them', async () => {
  const client = await (await startExample()).connect('2026-07-28')
  for (const list of [await client.listTools(), await client.listResources(), await client.listResourceTemplates()]) {
    expect(list).toMatchObject({ ttlMs: 300_000, cacheScope: 'private' })
  }
})

test('replicas need no sticky sessions: no request is answered with a session', async () => {
  const { url } = await startExample()
  const initialize = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } }
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: initialize })
  const answer = await post(`${url}/mcp`, body, envelope)
  expect(answer.status).toBe(200)
  expect(answer.headers).not.toHaveProperty('mcp-session-id')
  // Another replica would not know of the first request, nor does this one.
  expect((await post(`${url}/mcp`, ping, envelope)).text).toContain('"result":{}')
})

test('a foreign Host or Origin, a missing token, another body type and a large body do not reach MCP', async () => {
  const { url } = await startExample({ authenticate: staticToken(exampleToken), limits: { bodyBytes: 100 } })
  const authorization = `Bearer ${exampleToken}`
  const sent = (headers: Record<string, string>, body = ping) => post(`${url}/mcp`, body, { ...envelope, ...headers })
  expect((await sent({ authorization, host: 'evil.example' })).status).toBe(403)
  expect((await sent({ authorization, origin: 'http://evil.example' })).status).toBe(403)
  expect((await sent({})).status).toBe(401)
  expect((await sent({ authorization: 'Bearer wrong-wrong-wrong-wrong' })).status).toBe(401)
  expect((await sent({ authorization, 'content-type': 'text/plain' })).status).toBe(415)
  expect((await sent({ authorization }, JSON.stringify({ long: 'x'.repeat(100) }))).status).toBe(413)
  expect((await sent({ authorization })).status).toBe(200)
})

test('a body that is not JSON is a parse error of the protocol', async () => {
  const { url } = await startExample()
  expect(await post(`${url}/mcp`, '{', envelope)).toMatchObject({ status: 400, json: { error: { code: -32700 } } })
})

test('too many requests at once are turned away', async () => {
  const { url } = await startExample({ limits: { concurrency: 1, shutdownMs: 50 } })
  const slow = post(`${url}/tools/wait`, '{"ms":200}')
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect((await post(`${url}/tools/greet`, '{"name":"Ada"}')).status).toBe(429)
  expect((await slow).status).toBe(200)
})

test('tools are counted and timed in the metrics, beside the requests', async () => {
  const { url } = await startExample()
  await post(`${url}/tools/greet`, '{"name":"Ada"}')
  await post(`${url}/tools/fail`, '{}')
  const { text } = await send(`${url}/metrics`)
  expect(text).toContain('tool_calls_total{tool="greet",outcome="ok"} 1')
  expect(text).toContain('tool_calls_total{tool="fail",outcome="unreachable"} 1')
  expect(text).toContain('http_requests_total{route="/tools/:name",method="POST",status="200"} 1')
})

test('health is alive and ready without a check of its own', async () => {
  const { url } = await startExample()
  expect((await send(`${url}/health`)).json).toMatchObject({ name: 'example', live: true, ready: true })
})
