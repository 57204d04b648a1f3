import { expect, onTestFinished, test } from 'vitest'
import { listen } from './listen.ts'
import type { Limits, Listening } from './listen-options.ts'
import { recordingLog } from './testing/recording-log.ts'
import { send } from './testing/send.ts'

/** A server whose `/slow` answers when told to, and whose `/stream` never ends by itself. */
async function startSlow(limits: Partial<Limits>) {
  const signals: AbortSignal[] = []
  let answer: (() => void) | undefined
  const server: Listening = await listen({
    name: 'slow',
    version: '1',
    port: 0,
    health: async () => ({ live: true, ready: true, dependencies: [] }),
    log: recordingLog(),
    limits,
    routes(router) {
      router.get('/slow', async (context) => {
        signals.push(context.get('signal'))
        await new Promise<void>((resolve) => {
          answer = resolve
        })
        return context.text('done')
      })
      router.get(
        '/stream',
        () => new Response(new ReadableStream(), { headers: { 'content-type': 'text/event-stream' } }),
      )
    },
  })
  onTestFinished(() => server.close())
  const running = (count = 1) => until(() => signals.length >= count)
  return { ...server, signals, running, answer: () => answer?.() }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}

test('requests above the limit are turned away with a retry time, and probes are not', async () => {
  const { url, answer, running } = await startSlow({ concurrency: 1, shutdownMs: 100 })
  const first = send(`${url}/slow`)
  await running()
  const second = await send(`${url}/slow`)
  expect(second).toMatchObject({ status: 429, json: { code: 'rate_limited', retryable: true } })
  expect(second.headers['retry-after']).toBe('1')
  expect((await send(`${url}/health`)).status).toBe(200)
  answer()
  expect((await first).text).toBe('done')
})

test('open event streams do not use up the requests, and have a limit of their own', async () => {
  const { url } = await startSlow({ concurrency: 2, streams: 2, shutdownMs: 50 })
  const abandon = new AbortController()
  const open = () => fetch(`${url}/stream`, { signal: abandon.signal })
  const opened = [await open(), await open()]
  expect(opened.map(({ status }) => status)).toEqual([200, 200])
  const third = await open()
  expect(third.status).toBe(429)
  expect((await send(`${url}/health`)).status).toBe(200)
  abandon.abort()
})

test('a request that takes too long is 504, and its handler is told to stop', async () => {
  const { url, signals } = await startSlow({ requestMs: 30, shutdownMs: 50 })
  expect(await send(`${url}/slow`)).toMatchObject({ status: 504, json: { code: 'timeout' } })
  expect(signals[0]?.aborted).toBe(true)
})

test('a client that goes away stops its handler', async () => {
  const { url, signals, running } = await startSlow({ shutdownMs: 50 })
  const leave = new AbortController()
  const request = fetch(`${url}/slow`, { signal: leave.signal }).catch((error: Error) => error.name)
  await running()
  leave.abort()
  expect(await request).toBe('AbortError')
  await until(() => signals[0]?.aborted === true)
})

test('a shutdown lets running requests finish and takes no new ones', async () => {
  const { url, close, answer, running } = await startSlow({ shutdownMs: 5_000 })
  const request = send(`${url}/slow`)
  await running()
  const closed = close()
  await expect(send(`${url}/slow`)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  answer()
  expect((await request).text).toBe('done')
  await closed
})

test('a shutdown cuts what does not finish in time', async () => {
  const { url, close, running, signals } = await startSlow({ shutdownMs: 50 })
  const request = send(`${url}/slow`).catch((error: Error) => error)
  await running()
  await close()
  expect(signals[0]?.aborted).toBe(true)
  expect(await request).toMatchObject({ status: 503 })
})

test('closing twice closes once', async () => {
  const { close } = await startSlow({})
  expect(close()).toBe(close())
  await close()
})
