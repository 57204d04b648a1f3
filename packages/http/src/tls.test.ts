import { request } from 'node:https'
import { connect } from 'node:net'
import { testCertificates } from '@ocp-perf/ocp-auth/testing'
import { expect, onTestFinished, test } from 'vitest'
import { listen } from './listen.ts'
import type { ListenOptions } from './listen-options.ts'
import { recordingLog } from './testing/recording-log.ts'

async function start(options: Partial<ListenOptions> = {}) {
  const server = await listen({
    name: 'secure',
    version: '1',
    port: 0,
    tls: testCertificates.server,
    health: async () => ({ live: true, ready: true, dependencies: [] }),
    log: recordingLog(),
    routes: (router) => router.post('/bytes', (context) => context.json([...context.get('bytes')])),
    ...options,
  })
  onTestFinished(() => server.close())
  return server
}

function send(url: string, headers: Record<string, string>, body?: Buffer): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const tls = { ca: testCertificates.ca, checkServerIdentity: () => undefined, agent: false }
    const method = body === undefined ? 'GET' : 'POST'
    const outgoing = request(url, { method, headers, ...tls }, async (incoming) => {
      let text = ''
      for await (const chunk of incoming) text += chunk
      resolve({ status: incoming.statusCode ?? 0, text })
    })
    outgoing.on('error', reject)
    outgoing.on('upgrade', (_, socket) => {
      socket.destroy()
      resolve({ status: 101, text: '' })
    })
    outgoing.end(body)
  })
}

test('with a certificate it speaks HTTPS, and checks Host and Origin as ever', async () => {
  const { url } = await start()
  expect(url).toMatch(/^https:\/\/127\.0\.0\.1:/)
  expect((await send(`${url}/health`, {})).status).toBe(200)
  expect((await send(`${url}/health`, { host: 'evil.example' })).status).toBe(403)
  expect((await send(`${url}/health`, { origin: 'https://evil.example' })).status).toBe(403)
  expect((await send(`${url}/health`, { origin: url })).status).toBe(200)
})

test('a body that is no text arrives byte for byte, where its type is allowed', async () => {
  const type = 'application/vnd.kubernetes.protobuf'
  const body = Buffer.of(0, 255, 128, 10)
  const { url } = await start({ bodyTypes: [type] })
  expect(await send(`${url}/bytes`, { 'content-type': type }, body)).toEqual({ status: 200, text: '[0,255,128,10]' })
  const { url: strict } = await start()
  expect((await send(`${strict}/bytes`, { 'content-type': type }, body)).status).toBe(415)
})

test('an upgrade may name what it leads to in its path', async () => {
  const { url } = await start({
    upgrade: {
      path: /^\/pods\/[^/]+\/exec$/,
      accept: (_, socket) =>
        socket.end('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
    },
  })
  const headers = { connection: 'upgrade', upgrade: 'x' }
  expect((await send(`${url}/pods/etcd-0/exec?command=ls`, headers)).status).toBe(101)
  expect((await send(`${url}/pods/etcd-0/log`, headers)).status).toBe(404)
  expect((await send(`${url}/pods/etcd-0/exec`, { ...headers, origin: 'https://evil.example' })).status).toBe(403)
})

test('a client that never finishes its handshake does not hold a shutdown up', async () => {
  const { port, close } = await start({ limits: { shutdownMs: 100 } })
  const silent = connect(port, '127.0.0.1')
  silent.on('error', () => {})
  await new Promise((resolve) => silent.once('connect', resolve))
  const begun = performance.now()
  await close()
  expect(performance.now() - begun).toBeLessThan(5_000)
})
