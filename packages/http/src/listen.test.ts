import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@ocp-perf/errors'
import { afterEach, expect, test } from 'vitest'
import { staticToken } from './authenticate.ts'
import { listen } from './listen.ts'
import type { Listening, ListenOptions } from './listen-options.ts'
import { recordingLog } from './testing/recording-log.ts'
import { post, send } from './testing/send.ts'

const token = 'a-token-that-is-long-enough'
const started: Listening[] = []
afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.close()))
})

async function start(options: Partial<ListenOptions> = {}): Promise<Listening> {
  const server = await listen({
    name: 'test',
    version: '1.2.3',
    port: 0,
    health: async () => ({ live: true, ready: true, dependencies: [{ name: 'prometheus', ready: true }] }),
    log: recordingLog(),
    limits: { shutdownMs: 200, ...options.limits },
    routes(router) {
      router.post('/echo', (context) => context.json({ body: context.get('body'), caller: context.get('caller') }))
      router.get('/bug', () => {
        throw new TypeError('s3cret is not a function')
      })
      router.get('/missing', () => {
        throw new AppError('not_found', 'No such cluster.', { hint: 'Try list_clusters.' })
      })
    },
    ...options,
  })
  started.push(server)
  return server
}

test('a page whose name was rebound to this address is refused on every route, also on those that do not exist', async () => {
  const { url } = await start()
  for (const path of ['/echo', '/health', '/metrics', '/nothing']) {
    const answer = await send(`${url}${path}`, { headers: { host: 'evil.example' } })
    expect(answer.status).toBe(403)
    expect(answer.json).toMatchObject({ code: 'forbidden', hint: expect.stringContaining('allowed hosts') })
  }
})

test('a server whose dependencies are down is alive all the same', async () => {
  const { url } = await start({ health: async () => ({ live: true, ready: false, dependencies: [] }) })
  expect((await send(`${url}/health`)).status).toBe(503)
  expect(await send(`${url}/health/live`)).toMatchObject({ status: 200, json: { live: true } })
})

test('a page of another site, and a page without an origin of its own, are refused', async () => {
  const { url } = await start()
  for (const origin of ['https://evil.example', 'http://localhost:1', 'null', 'not a url']) {
    expect((await post(`${url}/echo`, '{}', { origin })).status).toBe(403)
  }
  expect((await post(`${url}/echo`, '{}', { origin: url })).status).toBe(200)
})

test('a name that was allowed is answered, with its own pages', async () => {
  const { url } = await start({ allowedHosts: ['perf.example'] })
  const headers = { host: 'perf.example', origin: 'https://perf.example' }
  expect((await post(`${url}/echo`, '{}', headers)).status).toBe(200)
})

test('a target that names a host of its own is refused, whatever the Host header says', async () => {
  const { url } = await start({ allowedHosts: ['perf.example'] })
  for (const path of ['http://evil.example/health', 'http://perf.example/health']) {
    const answer = await send(url, { path, headers: { host: 'localhost' } })
    expect(answer).toMatchObject({ status: 400, json: { code: 'invalid_input' } })
  }
})

test('an allowed host that could never match ends the start, and says how to write it', async () => {
  for (const name of ['https://perf.example', 'perf.example:8080', 'perf.example/mcp', '']) {
    const error = await start({ allowedHosts: [name] }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'invalid_input', hint: expect.stringContaining('perf.example.com') })
  }
})

test('a host header that is no host at all is refused', async () => {
  const { url } = await start()
  expect((await send(`${url}/health`, { headers: { host: 'a b' } })).json.code).toBe('forbidden')
})

test('no answer allows another origin', async () => {
  const { url } = await start()
  const preflight = await send(`${url}/echo`, { method: 'OPTIONS', headers: { origin: url } })
  expect(Object.keys(preflight.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
})

test('a body that is not declared as JSON is 415, one that is too large 413, declared or not', async () => {
  const { url } = await start({ limits: { bodyBytes: 10 } })
  expect((await post(`${url}/echo`, '{}', { 'content-type': 'text/plain' })).status).toBe(415)
  const declared = await post(`${url}/echo`, '{"a":"0123456789"}')
  expect(declared).toMatchObject({ status: 413, json: { code: 'too_large' } })
  const streamed = await post(`${url}/echo`, '{"a":"0123456789"}', { 'transfer-encoding': 'chunked' })
  expect(streamed.status).toBe(413)
})

test('a client that streams megabytes above the limit still reads why it was refused', async () => {
  const { url } = await start({ limits: { bodyBytes: 10_000 } })
  const answer = await post(`${url}/echo`, 'x'.repeat(5_000_000), { 'transfer-encoding': 'chunked' })
  expect(answer).toMatchObject({ status: 413, json: { code: 'too_large' } })
})

test('a client that leaves while it sends its body is no bug of the server', async () => {
  const log = recordingLog()
  const { port, url } = await start({ log })
  const head =
    'POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{'
  await new Promise<void>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(head, () => setTimeout(() => socket.destroy(), 30))
    })
    socket.once('close', () => resolve())
  })
  await send(`${url}/health`)
  expect(log.lines.filter(({ level }) => level === 'error')).toEqual([])
})

test('a bug is a fixed sentence to the client, and the log has the error', async () => {
  const log = recordingLog()
  const { url } = await start({ log })
  const answer = await send(`${url}/bug`)
  expect(answer.status).toBe(500)
  expect(answer.text).not.toContain('s3cret')
  expect(log.lines.find(({ level }) => level === 'error')?.details).toMatchObject({ err: expect.any(TypeError) })
})

test('an expected error keeps its code, message and hint, and has the status of its code', async () => {
  const { url } = await start()
  expect(await send(`${url}/missing`)).toMatchObject({
    status: 404,
    json: { code: 'not_found', message: 'No such cluster.', hint: 'Try list_clusters.', retryable: false },
  })
})

test('a missing or wrong token is 401 and says how to send one; the right one names the caller', async () => {
  const { url } = await start({ authenticate: staticToken(token) })
  for (const headers of [{}, { authorization: 'Basic abc' }, { authorization: 'Bearer nearly' }]) {
    const answer = await post(`${url}/echo`, '{}', headers)
    expect(answer).toMatchObject({ status: 401, json: { code: 'unauthorized' } })
    expect(answer.headers['www-authenticate']).toBe('Bearer')
  }
  const answer = await post(`${url}/echo`, '{}', { authorization: `Bearer ${token}` })
  expect(answer.json.caller).toEqual({ subject: 'static-token' })
})

test('a caller who may not is 403, and an authenticator that fails is not taken for a no', async () => {
  const forbids = await start({
    authenticate: () => Promise.reject(new AppError('forbidden', 'Not allowed to read metrics.')),
  })
  expect((await post(`${forbids.url}/echo`, '{}', { authorization: 'Bearer x' })).status).toBe(403)
  const fails = await start({ authenticate: () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.1')) })
  const answer = await post(`${fails.url}/echo`, '{}', { authorization: 'Bearer x' })
  expect(answer).toMatchObject({ status: 503, json: { code: 'upstream' } })
  expect(answer.text).not.toContain('10.0.0.1')
})

test('beyond this machine it refuses to start without asking for tokens', async () => {
  await expect(start({ host: '0.0.0.0' })).rejects.toMatchObject({ code: 'invalid_input' })
  const { url } = await start({ host: '0.0.0.0', authenticate: staticToken(token) })
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
})

test('a static token that can be guessed is refused, and a good one is announced as one tenant', async () => {
  expect(() => staticToken('short')).toThrow(/shorter than/)
  const log = recordingLog()
  await start({ log, authenticate: staticToken(token) })
  expect(log.lines.find(({ level }) => level === 'warn')?.message).toContain('one tenant')
  expect(JSON.stringify(log.lines)).not.toContain(token)
})

test('a port in use is a conflict that names the port and the next step', async () => {
  const { port } = await start()
  const error = await start({ port }).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'conflict', message: expect.stringContaining(String(port)) })
})

test('a client that leaves before its answer leaves no timer behind', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  let asked: AbortSignal | undefined
  const { port } = await start({
    routes: (router) =>
      router.get('/slow', async (context) => {
        asked = context.get('signal')
        await once(asked, 'abort')
        return context.text('too late')
      }),
  })
  const before = timers()
  const socket = connect(port, '127.0.0.1')
  socket.write(`GET /slow HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`)
  await expect.poll(() => asked).toBeDefined()
  socket.destroy()
  await expect.poll(() => asked?.aborted).toBe(true)
  await sleep(50)
  expect(timers()).toBeLessThanOrEqual(before)
})

test('the next free port is taken in place of one in use where that is wanted', async () => {
  const { port } = await start()
  const next = await start({ port, nextPort: true })
  expect(next.port).toBeGreaterThan(port)
})

test('an address that is not of this machine is named', async () => {
  const error = await start({ host: '192.0.2.1', authenticate: staticToken(token) }).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'invalid_input', message: expect.stringContaining('192.0.2.1') })
})

test('health says what it depends on only to those who may use the server', async () => {
  const open = await start()
  expect((await send(`${open.url}/health`)).json).toEqual({
    name: 'test',
    version: '1.2.3',
    live: true,
    ready: true,
    dependencies: [{ name: 'prometheus', ready: true }],
  })
  const guarded = await start({ authenticate: staticToken(token) })
  expect((await send(`${guarded.url}/health`)).json).not.toHaveProperty('dependencies')
  const headers = { authorization: `Bearer ${token}` }
  expect((await send(`${guarded.url}/health`, { headers })).json).toHaveProperty('dependencies')
  expect((await send(`${guarded.url}/metrics`)).status).toBe(401)
})

test('a server that is not ready, or cannot say, is 503', async () => {
  const waiting = await start({ health: async () => ({ live: true, ready: false, dependencies: [] }) })
  expect((await send(`${waiting.url}/health`)).status).toBe(503)
  const broken = await start({ health: () => Promise.reject(new Error('p4ssword')) })
  const answer = await send(`${broken.url}/health`)
  expect(answer).toMatchObject({ status: 503, json: { live: true, ready: false } })
  expect(answer.text).not.toContain('p4ssword')
})

test('metrics count requests by route pattern, never by what a client made up', async () => {
  const { url } = await start()
  await post(`${url}/echo`, '{}')
  await send(`${url}/made-up-by-a-client`)
  const { text } = await send(`${url}/metrics`)
  expect(text).toContain('http_requests_total{route="/echo",method="POST",status="200"} 1')
  expect(text).toContain('http_requests_duration_seconds_bucket')
  expect(text).not.toContain('made-up')
})

test('an upgrade is checked like any route before anybody takes the socket', async () => {
  let accepted = 0
  const upgrade = {
    path: '/ws',
    accept: (_request: unknown, socket: { end(text: string): void }) => {
      accepted++
      socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n')
    },
  }
  const { port } = await start({ upgrade, authenticate: staticToken(token) })
  const bearer = `Authorization: Bearer ${token}`
  expect(await handshake(port, '/ws', 'evil.example', bearer)).toMatch(/ 403 .*"code":"forbidden"/s)
  expect(await handshake(port, '/ws', 'localhost', `Origin: http://evil.example\r\n${bearer}`)).toContain(' 403 ')
  expect(await handshake(port, '/ws', 'localhost', 'X-None: 1')).toContain(' 401 ')
  expect(await handshake(port, '/other', 'localhost', bearer)).toContain(' 404 ')
  expect(accepted).toBe(0)
  expect(await handshake(port, '/ws', 'localhost', bearer)).toContain(' 101 ')
})

function handshake(port: number, path: string, host: string, header: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${header}\r\n\r\n`,
      )
    })
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(text))
  })
}
