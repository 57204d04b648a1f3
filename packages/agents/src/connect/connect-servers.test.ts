import { AppError } from '@ocp-perf/errors'
import { toolFor } from '@ocp-perf/mcp-kit'
import { expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import type { ServerEntry } from '../servers.ts'
import { echo, slowTool, startServer } from '../testing/start-server.ts'
import { type ConnectOptions, connectServers } from './connect-servers.ts'

const signal = new AbortController().signal
const quick = { connect: 2000, check: 50, firstRetry: 20, lastRetry: 100 }

function connect(servers: readonly ServerEntry[], options: Partial<ConnectOptions> = {}) {
  const connected = connectServers({ servers, times: quick, ...options })
  onTestFinished(() => connected.close())
  return connected
}

const until = (check: () => void) => vi.waitFor(check, { timeout: 5000, interval: 10 })

test('a server introduces itself, lists its tools and answers with text and data', async () => {
  const { url } = await startServer({ name: 'one', tools: [echo] })
  const servers = connect([{ name: 'one', url }])
  expect(await servers.call('echo', { word: 'hello' }, { signal })).toMatchObject({
    ok: true,
    server: 'one',
    text: 'hello',
    data: { word: 'hello' },
    fault: undefined,
  })
  expect(servers.health()).toMatchObject([
    { name: 'one', title: 'The one server', version: '1.2.3', state: 'up', tools: 1, fault: null },
  ])
  expect(servers.tools()).toMatchObject([
    { name: 'echo', servers: ['one'], read_only: true, input_schema: { required: ['word'] } },
  ])
})

test('a server that is down is shown with what to do, and does not stop the others', async () => {
  const { url, close, port } = await startServer({ name: 'gone', tools: [] })
  await close()
  const one = await startServer({ name: 'one', tools: [echo] })
  const servers = connect([
    { name: 'gone', url },
    { name: 'one', url: one.url },
  ])
  expect((await servers.call('echo', { word: 'hello' }, { signal })).ok).toBe(true)
  await until(() => expect(servers.health()[0]?.state).toBe('down'))
  expect(servers.health()[0]?.fault).toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining(String(port)),
    hint: expect.stringContaining('ocp-perf serve gone'),
  })
})

test('a server that ends keeps its tools listed, and is back by itself after a restart', async () => {
  const first = await startServer({ name: 'one', tools: [echo] })
  const servers = connect([{ name: 'one', url: first.url }])
  await until(() => expect(servers.health()[0]?.state).toBe('up'))
  await first.close()
  await until(() => expect(servers.health()[0]?.state).toBe('down'))
  expect(servers.tools().map(({ name }) => name)).toEqual(['echo'])
  expect((await servers.call('echo', { word: 'x' }, { signal })).fault).toMatchObject({ code: 'unreachable' })
  await startServer({ name: 'one', tools: [echo], port: first.port })
  await until(() => expect(servers.health()[0]).toMatchObject({ state: 'up', fault: null }))
})

test('a call to a server that is down tries it at once, whenever its next try was due', async () => {
  const first = await startServer({ name: 'one', tools: [echo] })
  const patient = { connect: 2000, check: 3_600_000, firstRetry: 3_600_000, lastRetry: 3_600_000 }
  const servers = connect([{ name: 'one', url: first.url }], { times: patient })
  await until(() => expect(servers.health()[0]?.state).toBe('up'))
  await first.close()
  expect((await servers.call('echo', { word: 'x' }, { signal })).ok).toBe(false)
  expect(servers.health()[0]?.state).toBe('down')
  await startServer({ name: 'one', tools: [echo], port: first.port })
  expect((await servers.call('echo', { word: 'x' }, { signal })).ok).toBe(true)
  expect(servers.health()[0]?.state).toBe('up')
})

test('a server that a call found dead is tried again by itself, whenever the next look at it was due', async () => {
  const first = await startServer({ name: 'one', tools: [echo] })
  const servers = connect([{ name: 'one', url: first.url }], { times: { ...quick, check: 3_600_000 } })
  expect((await servers.call('echo', { word: 'x' }, { signal })).ok).toBe(true)
  await first.close()
  expect((await servers.call('echo', { word: 'x' }, { signal })).ok).toBe(false)
  await startServer({ name: 'one', tools: [echo], port: first.port })
  await until(() => expect(servers.health()[0]?.state).toBe('up'))
})

test('a tool of several servers is one tool, and whoever is up answers it', async () => {
  const [one, two] = await Promise.all([
    startServer({ name: 'one', tools: [echo] }),
    startServer({ name: 'two', tools: [echo] }),
  ])
  const servers = connect([
    { name: 'one', url: one.url },
    { name: 'two', url: two.url },
  ])
  await until(() => expect(servers.tools()).toMatchObject([{ name: 'echo', servers: ['one', 'two'] }]))
  expect((await servers.call('echo', { word: 'x' }, { signal, server: 'two' })).server).toBe('two')
  await one.close()
  expect(await servers.call('echo', { word: 'x' }, { signal })).toMatchObject({ ok: true, server: 'two' })
})

test('a call that is aborted throws the reason and stops the tool', async () => {
  const events: string[] = []
  const { url } = await startServer({ name: 'one', tools: [slowTool(events)] })
  const servers = connect([{ name: 'one', url }])
  const leave = new AbortController()
  const call = servers.call('wait', {}, { signal: leave.signal })
  await until(() => expect(events).toEqual(['began']))
  const reason = new DOMException('enough', 'AbortError')
  leave.abort(reason)
  await expect(call).rejects.toBe(reason)
  await until(() => expect(events).toEqual(['began', 'stopped']))
})

test('a call that takes too long is a fault, and the server is still up', async () => {
  const { url } = await startServer({ name: 'one', tools: [slowTool([])] })
  const servers = connect([{ name: 'one', url }], { times: { ...quick, call: 100 } })
  expect(await servers.call('wait', {}, { signal })).toMatchObject({ ok: false, fault: { code: 'timeout' } })
  expect(servers.health()[0]?.state).toBe('up')
})

test('a server that dies in the middle of a call is a fault soon, and not after the time limit', async () => {
  const events: string[] = []
  const server = await startServer({ name: 'one', tools: [slowTool(events)] })
  const servers = connect([{ name: 'one', url: server.url }])
  const call = servers.call('wait', {}, { signal })
  await until(() => expect(events).toEqual(['began']))
  await server.close()
  expect(await call).toMatchObject({ ok: false, fault: expect.anything() })
  await until(() => expect(servers.health()[0]?.state).toBe('down'))
})

test('what a tool refuses comes with its code and its hint', async () => {
  const broken = toolFor<null>()({
    name: 'broken',
    title: 'Broken',
    description: 'Refuses.',
    effect: 'read',
    input: z.object({}),
    output: z.object({}),
    run: async () => {
      throw new AppError('forbidden', 'Not for you.', { hint: 'Ask for the role.' })
    },
    summarize: () => '',
  })
  const { url } = await startServer({ name: 'one', tools: [echo, broken] })
  const servers = connect([{ name: 'one', url }])
  expect((await servers.call('broken', {}, { signal })).fault).toMatchObject({
    code: 'forbidden',
    message: 'Not for you.',
    hint: 'Ask for the role.',
  })
  expect((await servers.call('echo', {}, { signal })).fault).toMatchObject({ code: 'invalid_input' })
  expect((await servers.call('echoo', {}, { signal })).fault).toMatchObject({
    code: 'not_found',
    hint: expect.stringContaining('echo'),
  })
})

test('a token is sent, and a server that refuses it says so without showing it', async () => {
  const { url } = await startServer({ name: 'one', tools: [echo], token: 'right-token-for-tests' })
  const right = connect([{ name: 'one', url, token: 'right-token-for-tests' }])
  expect((await right.call('echo', { word: 'x' }, { signal })).ok).toBe(true)
  const wrong = connect([{ name: 'one', url, token: 'canary-token-for-tests' }])
  await until(() => expect(wrong.health()[0]).toMatchObject({ state: 'down', fault: { code: 'unauthorized' } }))
  expect(JSON.stringify(wrong.health())).not.toContain('canary')
})

test('a resource is read as JSON, and one that is not there is an error', async () => {
  const thing = {
    name: 'thing',
    title: 'Thing',
    description: 'A thing.',
    uri: 'thing://{id}',
    mimeType: 'application/json',
    read: async ({ id = '' }) => JSON.stringify({ id }),
  }
  const { url } = await startServer({ name: 'one', tools: [echo], resources: [thing] })
  const servers = connect([{ name: 'one', url }])
  expect(await servers.read('thing://seven', { signal })).toEqual({ id: 'seven' })
  await expect(servers.read('other://seven', { signal })).rejects.toThrow(AppError)
})

test('without any server a call and a read say so', async () => {
  const servers = connect([])
  expect((await servers.call('echo', {}, { signal })).fault).toMatchObject({ code: 'not_found' })
  await expect(servers.read('metric://a/b', { signal })).rejects.toThrow(/No server/)
})
