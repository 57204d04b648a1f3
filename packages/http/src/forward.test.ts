import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { type FetchHandler, forwardTo } from './forward.ts'
import { listen } from './listen.ts'
import type { Listening, ListenOptions } from './listen-options.ts'
import { recordingLog } from './testing/recording-log.ts'
import { post, send } from './testing/send.ts'

const started: Listening[] = []
afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.close()))
})

async function start(handler: FetchHandler, options: Partial<ListenOptions> = {}): Promise<Listening> {
  const server = await listen({
    name: 'test',
    version: '1.2.3',
    port: 0,
    health: async () => ({ live: true, ready: true, dependencies: [] }),
    log: recordingLog(),
    routes: forwardTo(handler),
    bodyTypes: ['application/json', 'application/x-www-form-urlencoded'],
    ...options,
  })
  started.push(server)
  return server
}

const echo: FetchHandler = async (request) => {
  const { method, url, headers } = request
  return Response.json({ method, url, type: headers.get('content-type'), body: await request.text() }, { status: 201 })
}

const form = { 'content-type': 'application/x-www-form-urlencoded' }

test('a handler is given the whole request, and answers it', async () => {
  const { url } = await start(echo)
  expect(await send(`${url}/any/path?a=1&a=2`)).toMatchObject({
    status: 201,
    json: { method: 'GET', url: `${url}/any/path?a=1&a=2`, body: '' },
  })
  expect((await post(`${url}/form`, 'a=b%26c', form)).json).toEqual({
    method: 'POST',
    url: `${url}/form`,
    type: form['content-type'],
    body: 'a=b%26c',
  })
})

test('what a handler streams arrives whole', async () => {
  const { url } = await start(async () => new Response(ReadableStream.from([Buffer.from('one '), Buffer.from('two')])))
  expect((await send(url)).text).toBe('one two')
})

test('a request of another site or host does not reach the handler', async () => {
  let asked = 0
  const { url } = await start(async () => new Response(String(++asked)))
  expect((await post(url, 'a=b', { ...form, origin: 'https://evil.example' })).status).toBe(403)
  expect((await send(url, { headers: { host: 'evil.example' } })).status).toBe(403)
  expect((await post(url, 'a=b', { 'content-type': 'text/plain' })).status).toBe(415)
  expect(asked).toBe(0)
})

test('forms are refused where nobody asked for them', async () => {
  const { url } = await start(echo, { bodyTypes: undefined })
  const answer = await post(url, 'a=b', form)
  expect(answer).toMatchObject({ status: 415, json: { code: 'invalid_input' } })
})

test('a client that leaves aborts the signal of its request', async () => {
  let aborted = false
  const { url } = await start(
    (request) =>
      new Promise((resolve) => {
        request.signal.addEventListener('abort', () => {
          aborted = true
          resolve(new Response(null))
        })
      }),
  )
  const controller = new AbortController()
  const left = fetch(url, { signal: controller.signal }).catch(() => 'left')
  await sleep(50)
  controller.abort()
  expect(await left).toBe('left')
  await expect.poll(() => aborted).toBe(true)
})
