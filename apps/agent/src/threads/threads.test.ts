import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import {
  type ChatReply,
  chatReplySchema,
  conversationSchema,
  threadSchema,
  threadsSchema,
} from '@ocp-perf/agents/contract'
import { expect, onTestFinished, test } from 'vitest'
import { all, ask, eventsOf, failure, send, take } from '../testing/ask.ts'
import type { Script } from '../testing/scripted.ts'
import { startAgent, temporaryFolder } from '../testing/start-agent.ts'

const echo: Script = async ({ question }, say) => {
  say({ type: 'message_delta', text: `About ${question}` })
  return { reason: 'answered', verdict: 'ok' }
}

const chat = async (url: string, question: string, more: object = {}): Promise<ChatReply> =>
  chatReplySchema.parse(await (await send(`${url}/chat`, { question, ...more })).json())
const list = async (url: string) => threadsSchema.parse(await (await fetch(`${url}/api/threads`)).json()).threads
const read = async (url: string, id: string) =>
  conversationSchema.parse(await (await fetch(`${url}/api/threads/${id}`)).json())

test('a thread is called after its first question, the latest thread comes first, and it can be renamed', async () => {
  const { url } = await startAgent({ answer: echo })
  const long = `Why is etcd slow\n${'and slower '.repeat(20)}?`
  const first = await chat(url, long)
  const second = await chat(url, 'And the network?')
  expect((await list(url)).map(({ id }) => id)).toEqual([second.thread, first.thread])
  await chat(url, 'Since when?', { thread: first.thread })
  const [latest] = await list(url)
  expect(latest).toMatchObject({ id: first.thread, turns: 2 })
  expect(latest?.title).toMatch(/^Why is etcd slow and slower .*…$/)
  expect(latest?.title.length).toBeLessThanOrEqual(80)
  const renamed = await send(`${url}/api/threads/${first.thread}`, { title: ' Slow etcd ' }, { method: 'PATCH' })
  expect(threadSchema.parse(await renamed.json()).title).toBe('Slow etcd')
  await chat(url, 'Why is etcd slow today?', { thread: first.thread, replace_from: 0 })
  expect((await read(url, first.thread)).thread).toMatchObject({ title: 'Slow etcd', turns: 1 })
  await chat(url, 'And the pods?', { thread: second.thread, replace_from: 0 })
  expect((await read(url, second.thread)).thread.title).toBe('And the pods?')
})

test('a thread keeps what its questions are about: questions without it go by it, and each thread has its own', async () => {
  const asked: unknown[] = []
  const { url } = await startAgent({
    answer: async ({ cluster, range }) => {
      asked.push({ cluster, range })
      return { reason: 'answered', verdict: 'ok' }
    },
  })
  const hour = { duration: '1h' }
  const between = { start_time: '2026-11-29T09:00:00Z', end_time: '2026-11-29T10:00:00Z' }
  const patch = async (id: string, change: object) =>
    threadSchema.parse(await (await send(`${url}/api/threads/${id}`, change, { method: 'PATCH' })).json())
  const { thread } = await chat(url, 'one', { cluster: 'eu', range: hour })
  const other = await chat(url, 'two')
  expect((await read(url, thread)).thread).toMatchObject({ cluster: 'eu', range: hour })
  expect((await read(url, other.thread)).thread).toMatchObject({ cluster: null, range: null })
  await chat(url, 'three', { thread })
  expect(await patch(thread, { range: between })).toMatchObject({ title: 'one', cluster: 'eu', range: between })
  await chat(url, 'four', { thread })
  await chat(url, 'five', { thread, cluster: 'us' })
  expect((await list(url)).find(({ id }) => id === thread)).toMatchObject({ cluster: 'us', range: between })
  expect(await patch(thread, { cluster: null, range: null })).toMatchObject({ cluster: null, range: null })
  await chat(url, 'six', { thread })
  expect(asked).toEqual([
    { cluster: 'eu', range: hour },
    {},
    { cluster: 'eu', range: hour },
    { cluster: 'eu', range: between },
    { cluster: 'us', range: between },
    {},
  ])
})

test('a thread that was kept before threads had a choice is read as one without', async () => {
  const { url, data } = await startAgent({ answer: echo })
  const { thread } = await chat(url, 'one', { cluster: 'eu' })
  const file = join(data, 'threads', thread, 'thread.json')
  const { cluster: _, range: __, ...old } = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(file, JSON.stringify(old))
  expect((await read(url, thread)).thread).toMatchObject({ cluster: null, range: null })
})

test('a question says whose clock it goes by, and what is no time zone is refused', async () => {
  const zones: unknown[] = []
  const { url } = await startAgent({
    answer: async ({ timeZone }) => {
      zones.push(timeZone)
      return { reason: 'answered', verdict: 'ok' }
    },
  })
  await chat(url, 'one', { time_zone: 'Europe/Berlin' })
  await chat(url, 'two')
  expect(zones).toEqual(['Europe/Berlin', undefined])
  const refused = await failure(send(`${url}/chat`, { question: 'three', time_zone: 'Moon/Crater' }))
  expect(refused).toMatchObject({ status: 400, code: 'invalid_input', message: expect.stringContaining('time_zone') })
})

test('a deleted thread is gone with its files, and what was being answered in it ends', async () => {
  const { url, data } = await startAgent({
    answer: (_, __, signal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  })
  const events = await ask(url, 'Hang')
  const [start] = await take(events, 1)
  if (start?.event.type !== 'start') throw new Error('a run begins with start')
  const { thread, run } = start.event
  expect((await fetch(`${url}/api/threads/${thread}`, { method: 'DELETE' })).status).toBe(204)
  expect((await all(events)).at(-1)?.event).toMatchObject({ type: 'done', reason: 'cancelled' })
  expect(readdirSync(join(data, 'threads'))).toEqual([])
  expect(await failure(fetch(`${url}/chat/runs/${run}/events`))).toMatchObject({ status: 404 })
})

test.each(['unknown', '0123456789abcdef', '..%2f..', '%2e%2e', 'x'.repeat(500)])(
  'there is no thread %j for anybody',
  async (id) => {
    const { url } = await startAgent({ answer: echo })
    const path = `${url}/api/threads/${id}`
    expect(await failure(fetch(path))).toMatchObject({ status: 404, code: 'not_found' })
    expect(await failure(fetch(path, { method: 'DELETE' }))).toMatchObject({ status: 404 })
    expect(await failure(send(path, { title: 'x' }, { method: 'PATCH' }))).toMatchObject({ status: 404 })
    const thread = decodeURIComponent(id)
    expect(await failure(send(`${url}/chat`, { question: 'x', thread }))).toMatchObject({ status: 404 })
  },
)

test('a turn that the client has not seen is not replaced', async () => {
  const { url } = await startAgent({ answer: echo })
  const { thread } = await chat(url, 'one')
  const other = await chat(url, 'asked in another tab', { thread })
  const stale = { question: 'two', thread, replace_from: 1, replace_run: 'seen-by-nobody' }
  expect(await failure(send(`${url}/chat`, stale))).toMatchObject({
    status: 409,
    hint: expect.stringContaining('again'),
  })
  expect((await read(url, thread)).turns).toHaveLength(2)
  const [start] = other.events
  const run = start?.type === 'start' ? start.run : ''
  await chat(url, 'two', { thread, replace_from: 1, replace_run: run })
  expect((await read(url, thread)).turns.map(({ question }) => question)).toEqual(['one', 'two'])
})

test('threads are there after a restart, whatever characters they hold', async () => {
  const data = temporaryFolder()
  const before = await startAgent({ data, answer: echo })
  const { thread, events } = await chat(before.url, 'Wärum "ist" etcd\u2028 slow? 🐌')
  await before.close()
  const after = await startAgent({ data, answer: echo })
  expect((await read(after.url, thread)).turns).toMatchObject([{ question: 'Wärum "ist" etcd\u2028 slow? 🐌', events }])
  expect((await chat(after.url, 'And now?', { thread })).thread).toBe(thread)
})

test('a run that is going on when the server stops is stored as far as it came, with the reason', async () => {
  const data = temporaryFolder()
  const before = await startAgent({
    data,
    answer: (_, say, signal) => {
      say({ type: 'message_delta', text: 'So far' })
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    },
  })
  const events = await ask(before.url, 'Hang')
  await take(events, 2)
  await before.close()
  expect((await all(events)).map(({ event }) => event.type)).toEqual(['error', 'done'])
  const { url } = await startAgent({ data })
  const [thread] = await list(url)
  const [turn] = (await read(url, thread?.id ?? '')).turns
  expect(turn?.events.map(({ type }) => type)).toEqual(['start', 'message_delta', 'error', 'done'])
})

test('a thread whose file was damaged does not hide the others, and the log names it', async () => {
  const { url, data, log } = await startAgent({ answer: echo })
  const { thread } = await chat(url, 'one')
  const other = await chat(url, 'two')
  writeFileSync(join(data, 'threads', thread, 'thread.json'), '{"id":')
  expect((await list(url)).map(({ id }) => id)).toEqual([other.thread])
  expect(log.lines).toContainEqual(
    expect.objectContaining({ level: 'warn', details: expect.objectContaining({ thread }) }),
  )
  expect(await failure(fetch(`${url}/api/threads/${thread}`))).toMatchObject({ status: 502, code: 'upstream' })
})

const program = ['--conditions=@ocp-perf/source', '--import', import.meta.resolve('tsx')]
const killedAgent = fileURLToPath(new URL('../testing/killed-agent.ts', import.meta.url))

async function startChild(data: string): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(process.execPath, [...program, killedAgent, data], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  if (child.stdout === null) throw new Error('its output is piped')
  for await (const url of createInterface({ input: child.stdout })) return { url, child }
  throw new Error('the agent ended without a word')
}

test('after kill -9 every turn that had ended is there whole, and one that had not says so', {
  timeout: 60_000,
}, async () => {
  const data = temporaryFolder()
  const { url, child } = await startChild(data)
  const hanging = await ask(url, 'hang on')
  const [start, word] = await take(hanging, 2)
  if (start?.event.type !== 'start') throw new Error('a run begins with start')
  const { thread: unfinished, run } = start.event
  const { thread } = await chat(url, 'q0')
  const told: string[] = ['q0']
  const killed = once(child, 'exit')
  const writers = Array.from({ length: 4 }, async (_, writer) => {
    for (let number = 0; ; number++) {
      const question = `q${writer}-${number}`
      const { events } = await chat(url, question)
      if (events.at(-1)?.type === 'done') told.push(question)
      if (told.length === 40) child.kill('SIGKILL')
    }
  })
  await Promise.allSettled(writers)
  await killed
  const after = await startAgent({ data, answer: echo })
  const conversations = await Promise.all((await list(after.url)).map(({ id }) => read(after.url, id)))
  const answered = conversations
    .flatMap(({ turns }) => turns)
    .filter(({ events }) => events.at(-1)?.type === 'done' && events.some(({ type }) => type === 'message_delta'))
    .map(({ question }) => question)
  expect(told.length).toBeGreaterThanOrEqual(40)
  expect(told.filter((question) => !answered.includes(question))).toEqual([])
  expect((await read(after.url, thread)).turns).toHaveLength(1)
  const [turn] = (await read(after.url, unfinished)).turns
  expect(turn).toMatchObject({ question: 'hang on', running: null })
  expect(turn?.events.map(({ type }) => type)).toEqual(['start', 'error', 'done'])
  // Whoever was reading it reads on to its end, with numbers that go on.
  const rest = await fetch(`${after.url}/chat/runs/${run}/events`, { headers: { 'last-event-id': String(word?.id) } })
  expect(await all(eventsOf(rest))).toMatchObject([
    { id: 3, event: { type: 'error' } },
    { id: 4, event: { type: 'done', reason: 'failed' } },
  ])
})
