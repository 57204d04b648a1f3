import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Server } from 'node:http'
import { connect, type Socket } from 'node:net'
import { AppError } from '@ocp-perf/errors'
import { expect, onTestFinished, test } from 'vitest'
import { staticToken } from './authenticate.ts'
import { listen } from './listen.ts'
import type { Listening, ListenOptions } from './listen-options.ts'
import { recordingLog } from './testing/recording-log.ts'
import { post, send } from './testing/send.ts'

const token = 'a-token-that-is-long-enough'
const bearer = { authorization: `Bearer ${token}` }

async function start(options: Partial<ListenOptions> = {}): Promise<Listening> {
  const server = await listen({
    name: 'test',
    version: '1',
    port: 0,
    health: async () => ({ live: true, ready: true, dependencies: [] }),
    log: recordingLog(),
    routes(router) {
      router.get('/hello', (context) => context.text('hello'))
      router.get('/large', (context) => context.text('x'.repeat(32 * 1024 * 1024)))
      router.post('/echo', (context) => context.json({ length: context.get('body').length }))
    },
    ...options,
    limits: { shutdownMs: 100, ...options.limits },
  })
  onTestFinished(() => server.close())
  return server
}

/** The server object behind a started server, from the request that asks for it. */
async function serverBehind(url: string): Promise<Server> {
  const found = new Promise<Server>((resolve) => {
    const onRequest = (message: unknown) => {
      unsubscribe('http.server.request.start', onRequest)
      resolve((message as { server: Server }).server)
    }
    subscribe('http.server.request.start', onRequest)
  })
  await send(`${url}/health`)
  return await found
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => resolve(socket))
    socket.on('error', reject)
    onTestFinished(() => void socket.destroy())
  })
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10))
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

test('probes take no place of requests, and share one check of what the server depends on', async () => {
  let checks = 0
  let finish: (() => void) | undefined
  const { url } = await start({
    limits: { concurrency: 2 },
    async health() {
      checks++
      await new Promise<void>((resolve) => {
        finish = resolve
      })
      return { live: true, ready: true, dependencies: [] }
    },
  })
  const probes = Array.from({ length: 20 }, () => send(`${url}/health`))
  await until(() => finish !== undefined)
  await pause(50)
  expect((await send(`${url}/hello`)).status).toBe(200)
  finish?.()
  expect((await Promise.all(probes)).map(({ status }) => status)).toEqual(probes.map(() => 200))
  expect(checks).toBe(1)
})

test('a client that asks without a token and never reads takes no places', async () => {
  const { url, port } = await start({ limits: { concurrency: 4 }, authenticate: staticToken(token) })
  const socket = await open(port)
  socket.pause()
  for (let burst = 0; burst < 3; burst++) {
    socket.write('GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(10_000))
    await pause(400)
  }
  expect((await send(`${url}/hello`, { headers: bearer })).status).toBe(200)
})

test('a client that does not read its answer is let go', async () => {
  const { url, port } = await start({ limits: { concurrency: 1, requestMs: 1_000 } })
  const socket = await open(port)
  socket.pause()
  socket.write('GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await until(async () => (await send(`${url}/hello`)).status === 429)
  await until(async () => (await send(`${url}/hello`)).status === 200)
})

test('a refused upgrade leaves no connection behind', async () => {
  const { url, port } = await start()
  const server = await serverBehind(url)
  const socket = await open(port)
  socket.write('GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  await new Promise((resolve) => socket.on('end', resolve).resume())
  const connections = () =>
    new Promise<number>((resolve, reject) =>
      server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
    )
  await until(async () => (await connections()) === 0)
})

test('upgrades are limited as requests are', async () => {
  let asked = 0
  const { port } = await start({
    limits: { concurrency: 2 },
    authenticate: (_token, signal) => {
      asked++
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    },
    upgrade: { path: '/ws', accept: (_request, socket) => socket.end() },
  })
  for (let index = 0; index < 10; index++) {
    const socket = await open(port)
    socket.write(
      'GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nAuthorization: Bearer x\r\n\r\n',
    )
  }
  await pause(200)
  expect(asked).toBe(2)
})

test('an error of the listening socket is logged and does not end the process', async () => {
  const log = recordingLog()
  const { url } = await start({ log })
  const server = await serverBehind(url)
  server.emit('error', new Error('accept EMFILE'))
  server.emit('error', new Error('accept EMFILE'))
  expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(2)
  expect((await send(`${url}/hello`)).status).toBe(200)
})

test('a drain that fails is logged, and the server closes all the same', async () => {
  const log = recordingLog()
  const { url, close } = await start({ log, drain: () => Promise.reject(new Error('no such session')) })
  await close()
  expect(log.lines.find(({ level }) => level === 'error')?.details).toMatchObject({ err: expect.any(Error) })
  await expect(send(`${url}/hello`)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

test('a large body that arrives in pieces is told that it is too large', async () => {
  const { url } = await start({ limits: { bodyBytes: 1000 } })
  const answer = await post(`${url}/echo`, JSON.stringify('x'.repeat(300_000)), { 'transfer-encoding': 'chunked' })
  expect(answer).toMatchObject({ status: 413, json: { code: 'too_large' } })
})

test('a page of another site is refused also where browsers send no Origin, but a link may be followed', async () => {
  const { url } = await start()
  const get = (headers: Record<string, string>) => send(`${url}/hello`, { headers })
  for (const site of ['cross-site', 'same-site']) {
    expect((await get({ 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors' })).status).toBe(403)
  }
  expect((await get({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).status).toBe(200)
  expect((await get({ 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' })).status).toBe(200)
  expect((await get({ 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' })).status).toBe(200)
})

test('a caller is not told how the check of his token failed, and the log is', async () => {
  const log = recordingLog()
  const { url } = await start({
    log,
    authenticate: () =>
      Promise.reject(new AppError('unreachable', 'The API server https://10.0.0.1:6443 cannot be reached.')),
  })
  const answer = await send(`${url}/hello`, { headers: bearer })
  expect(answer).toMatchObject({ status: 503, json: { code: 'upstream', retryable: true } })
  expect(answer.text).not.toContain('10.0.0.1')
  expect(log.lines.find(({ level }) => level === 'error')?.details).toMatchObject({ err: { code: 'unreachable' } })
})

test('requests that are turned away are counted', async () => {
  const { url } = await start({ limits: { concurrency: 1 } })
  await send(`${url}/hello`, { headers: { host: 'evil.example' } })
  const { text } = await send(`${url}/metrics`)
  expect(text).toMatch(/http_requests_total\{route="[^"]*",method="GET",status="403"\} 1/)
})

test('a bug in taking over a socket is logged, and its client is told a fixed sentence', async () => {
  const log = recordingLog()
  const accept = () => {
    throw new TypeError('s3cret is not a function')
  }
  const { port } = await start({ log, upgrade: { path: '/ws', accept } })
  const socket = await open(port)
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk
  })
  socket.write('GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  await new Promise((resolve) => socket.on('end', resolve))
  expect(text).toMatch(/^HTTP\/1\.1 500 .*"code":"internal"/s)
  expect(text).not.toContain('s3cret')
  expect(log.lines.find(({ level }) => level === 'error')?.details).toMatchObject({ err: expect.any(TypeError) })
})
