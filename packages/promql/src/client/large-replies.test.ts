import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@ocp-perf/errors'
import { expect, test, vi } from 'vitest'
import { failureOf } from '../testing/expect-failure.ts'
import { one, startServer, success } from '../testing/prom-server.ts'
import { createPromClient } from './prom-client.ts'

test('four large replies are read at once, whatever came, and hold up neither small ones nor each other for good', async () => {
  const large = `${' '.repeat(100_000)}${JSON.stringify(success(one))}`
  let isStalled = true
  let held = 0
  const prom = createPromClient({
    endpoint: { url: 'http://nowhere.invalid' },
    fetch: async (_url, { body = '' }) => ({
      status: 200,
      headers: new Headers({ 'content-type': 'application/json' }),
      body: (async function* () {
        if (body.includes('small')) {
          yield Buffer.from(large.trimStart())
          return
        }
        yield Buffer.from(large.slice(0, 90_000))
        held++
        while (isStalled) await sleep(1)
        yield Buffer.from(large.slice(90_000))
      })(),
    }),
  })
  const unwanted = new AbortController()
  const answers = Array.from({ length: 10 }, (_, index) =>
    prom.instant(`large + ${index}`, index === 5 ? { signal: unwanted.signal } : {}),
  )
  const left = failureOf(answers[5] ?? Promise.resolve())
  expect((await prom.instant('small')).series).toHaveLength(1)
  unwanted.abort(new AppError('timeout', 'It took too long.'))
  expect((await left).message).toBe('It took too long.')
  await sleep(20)
  expect(held).toBe(4)
  isStalled = false
  const others = await Promise.all(answers.filter((_, index) => index !== 5))
  expect(others.map(({ series }) => series.length)).toEqual(others.map(() => 1))
  expect(held).toBe(9)
})

test.each([
  ['break off', true],
  ['are not wanted any more', false],
])('replies that wait to be read and %s end as their caller is told, each on its own', async (_, breaksOff) => {
  const open: ServerResponse[] = []
  const server = await startServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).write(' '.repeat(100_000))
    open.push(response)
  })
  const client = createPromClient({ endpoint: { url: server.url }, retries: 0 })
  const unwanted = new AbortController()
  const answers = Array.from({ length: 10 }, (_, index) =>
    client.labelValues(`l${index}`, {}, { signal: unwanted.signal }).catch((error: unknown) => error),
  )
  await vi.waitFor(() => expect(open).toHaveLength(10))
  await sleep(50)
  const reason = new AppError('timeout', 'It took too long.')
  if (breaksOff) for (const response of open) response.destroy()
  else unwanted.abort(reason)
  const expected = breaksOff ? expect.objectContaining({ code: expect.stringMatching(/upstream|unreachable/) }) : reason
  expect(await Promise.all(answers)).toEqual(answers.map(() => expected))
  // An error that nobody listens for would end the process in one of the next turns.
  await sleep(50)
  await client.close()
})
