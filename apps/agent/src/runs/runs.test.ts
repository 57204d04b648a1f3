import { once } from 'node:events'
import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { chatReplySchema, conversationSchema } from '@ocp-perf/agents/contract'
import { AppError } from '@ocp-perf/errors'
import { expect, test } from 'vitest'
import { all, ask, eventsOf, failure, type Received, send, take } from '../testing/ask.ts'
import { type Script, untilAborted } from '../testing/scripted.ts'
import { startAgent } from '../testing/start-agent.ts'

/** Says numbers up to a count, and waits before each for what the test gives. */
function counting(count: number, before: (number: number, signal: AbortSignal) => Promise<unknown>): Script {
  return async (_, say, signal) => {
    for (let number = 1; number <= count; number++) {
      await before(number, signal)
      signal.throwIfAborted()
      say({ type: 'message_delta', text: `${number} ` })
    }
    return { reason: 'answered', verdict: 'watch' }
  }
}

/** A gate for each step, which the test opens. */
function gates() {
  const open = new Map<number, () => void>()
  const passed = new Map<number, Promise<void>>()
  const at = (step: number) => {
    const known = passed.get(step)
    if (known !== undefined) return known
    const made = new Promise<void>((resolve) => open.set(step, resolve))
    passed.set(step, made)
    return made
  }
  return {
    at,
    open(step: number) {
      const ready = at(step)
      open.get(step)?.()
      return ready
    },
  }
}

const idsOf = (events: readonly Received[]) => events.map(({ id }) => id)
const textOf = (events: readonly Received[]) =>
  events.map(({ event }) => (event.type === 'message_delta' ? event.text : '')).join('')

function runOf([first]: readonly Received[]): { run: string; thread: string } {
  if (first?.event.type !== 'start') throw new Error('a run begins with start')
  return first.event
}

test('a run says start at once, then what the answerer says, then done, numbered without gaps', async () => {
  const gate = gates()
  const { url } = await startAgent({ answer: counting(3, (number) => gate.at(number)) })
  const events = await ask(url, 'Count')
  const [start] = await take(events, 1)
  expect(start).toMatchObject({ id: 1, event: { type: 'start', model: null } })
  for (const step of [1, 2, 3]) await gate.open(step)
  const rest = await all(events)
  expect(idsOf(rest)).toEqual([2, 3, 4, 5])
  expect(textOf(rest)).toBe('1 2 3 ')
  expect(rest.at(-1)?.event).toEqual({ type: 'done', reason: 'answered', verdict: 'watch' })
})

test('a cut stream is read on by Last-Event-ID, and loses and doubles nothing', async () => {
  const gate = gates()
  const { url } = await startAgent({
    answer: counting(200, (number) => (number % 10 === 0 ? gate.at(number) : sleep(0))),
  })
  const cut = new AbortController()
  const first = await ask(url, 'Count', {}, { signal: cut.signal })
  const begun = await take(first, 5)
  cut.abort()
  const { run } = runOf(begun)
  const seen = [...begun]
  let step = 10
  while (seen.at(-1)?.event.type !== 'done') {
    const again = new AbortController()
    const response = await fetch(`${url}/chat/runs/${run}/events`, {
      headers: { 'last-event-id': String(seen.at(-1)?.id) },
      signal: again.signal,
    })
    const events = eventsOf(response)
    await gate.open(step)
    await gate.open(step + 10)
    step += 20
    for await (const each of events) {
      seen.push(each)
      // Somewhere within what was said meanwhile.
      if (seen.length % 17 === 0 && each.event.type !== 'done') break
    }
    again.abort()
    for (let open = 10; open <= 200 && step > 200; open += 10) await gate.open(open)
  }
  expect(idsOf(seen)).toEqual(Array.from({ length: 202 }, (_, index) => index + 1))
  expect(textOf(seen)).toBe(Array.from({ length: 200 }, (_, index) => `${index + 1} `).join(''))
})

test('a run goes on without a reader, and two readers of it read the same', async () => {
  const gate = gates()
  const { url } = await startAgent({ answer: counting(3, (number) => gate.at(number)) })
  const left = new AbortController()
  const { run, thread } = runOf(await take(await ask(url, 'Count', {}, { signal: left.signal }), 1))
  left.abort()
  await gate.open(1)
  const during = conversationSchema.parse(await (await fetch(`${url}/api/threads/${thread}`)).json())
  expect(during.turns).toMatchObject([{ question: 'Count', running: run }])
  const readers = [0, 2].map(async (after) =>
    all(eventsOf(await fetch(`${url}/chat/runs/${run}/events?after=${after}`))),
  )
  await gate.open(2)
  await gate.open(3)
  const [whole = [], later] = await Promise.all(readers)
  expect(idsOf(whole)).toEqual([1, 2, 3, 4, 5])
  expect(later).toEqual(whole.slice(2))
  const after = conversationSchema.parse(await (await fetch(`${url}/api/threads/${thread}`)).json())
  expect(after.turns).toEqual([
    { question: 'Count', asked: expect.any(Number), running: null, events: whole.map(({ event }) => event) },
  ])
})

test('an ended run is read from its thread, and a reader that has all of it is told to stop', async () => {
  const { url } = await startAgent({ answer: counting(2, async () => {}) })
  const events = await all(await ask(url, 'Count'))
  const { run } = runOf(events)
  expect(await all(eventsOf(await fetch(`${url}/chat/runs/${run}/events`)))).toEqual(events)
  const nothing = await fetch(`${url}/chat/runs/${run}/events`, { headers: { 'last-event-id': String(events.length) } })
  expect(nothing.status).toBe(204)
})

test('a cancelled run ends as cancelled, keeps what it said, and ends its readers', async () => {
  const { url } = await startAgent({
    answer: counting(9, (number, signal) => (number < 3 ? sleep(0) : untilAborted(signal))),
  })
  const events = await ask(url, 'Count')
  const begun = await take(events, 3)
  const { run, thread } = runOf(begun)
  expect((await send(`${url}/chat/runs/${run}/cancel`, {})).status).toBe(204)
  expect((await all(events)).map(({ event }) => event)).toEqual([{ type: 'done', reason: 'cancelled', verdict: null }])
  const { turns } = conversationSchema.parse(await (await fetch(`${url}/api/threads/${thread}`)).json())
  expect(turns[0]?.events).toHaveLength(4)
  expect((await send(`${url}/chat/runs/${run}/cancel`, {})).status).toBe(204)
})

test('an answerer that does not stop when it is told is left behind, and what it says then is not heard', async () => {
  const late = gates()
  const { url } = await startAgent({
    limits: { graceMs: 50 },
    answer: async (_, say) => {
      await late.at(1)
      say({ type: 'message_delta', text: 'too late' })
      return { reason: 'answered', verdict: 'ok' }
    },
  })
  const events = await ask(url, 'Hang')
  const { run } = runOf(await take(events, 1))
  await send(`${url}/chat/runs/${run}/cancel`, {})
  await late.open(1)
  expect((await all(events)).map(({ event }) => event.type)).toEqual(['done'])
  expect(await all(eventsOf(await fetch(`${url}/chat/runs/${run}/events`)))).toHaveLength(2)
})

test('an answer that takes too long or grows too large is given up with the reason', async () => {
  const slow = await startAgent({ limits: { runMs: 50 }, answer: (_, __, signal) => untilAborted(signal) })
  const timedOut = await all(await ask(slow.url, 'Hang'))
  expect(timedOut.map(({ event }) => event)).toMatchObject([
    { type: 'start' },
    { type: 'error', fault: { code: 'timeout', hint: expect.any(String) } },
    { type: 'done', reason: 'failed', verdict: null },
  ])
  const large = await startAgent({
    limits: { log: { events: 10, bytes: 1_000_000 } },
    answer: counting(1e9, () => sleep(0)),
  })
  const cut = await all(await ask(large.url, 'Count'))
  expect(cut).toHaveLength(12)
  expect(cut.at(-2)?.event).toMatchObject({ type: 'error', fault: { code: 'too_large' } })
})

test('what an answerer throws on purpose is told, and a bug is not', async () => {
  const known = await startAgent({
    answer: async () => {
      throw new AppError('unreachable', 'The model does not answer.', { hint: 'Start it.' })
    },
  })
  expect((await all(await ask(known.url, 'Fail')))[1]?.event).toEqual({
    type: 'error',
    fault: { code: 'unreachable', message: 'The model does not answer.', hint: 'Start it.' },
  })
  const broken = await startAgent({
    answer: async () => {
      throw new TypeError('s3cret is not iterable')
    },
  })
  const events = await all(await ask(broken.url, 'Fail'))
  expect(events[1]?.event).toMatchObject({ type: 'error', fault: { code: 'internal' } })
  expect(JSON.stringify(events)).not.toContain('s3cret')
  expect(broken.log.lines.filter(({ level }) => level === 'error')).toHaveLength(1)
})

test('POST /chat waits for the whole answer, in the thread that it names', async () => {
  const earlier: unknown[] = []
  const { url } = await startAgent({
    answer: async (turn, say) => {
      earlier.push(turn.earlier)
      say({ type: 'message_delta', text: `Heard **${turn.question}**` })
      return { reason: 'answered', verdict: null }
    },
  })
  const first = chatReplySchema.parse(await (await send(`${url}/chat`, { question: 'one' })).json())
  expect(first.text).toBe('Heard **one**')
  const { thread } = first
  await send(`${url}/chat`, { question: 'two', thread })
  await send(`${url}/chat`, { question: 'other', thread, replace_from: 1 })
  expect(earlier).toEqual([
    [],
    [{ question: 'one', answer: 'Heard **one**' }],
    [{ question: 'one', answer: 'Heard **one**' }],
  ])
  const { turns } = conversationSchema.parse(await (await fetch(`${url}/api/threads/${thread}`)).json())
  expect(turns.map(({ question }) => question)).toEqual(['one', 'other'])
  const wrong = await failure(send(`${url}/chat`, { question: 'x', thread, replace_from: 5 }))
  expect(wrong).toMatchObject({ status: 400, code: 'invalid_input' })
})

test('more runs than allowed are refused with when to come back, a busy thread with what to do', async () => {
  const { url } = await startAgent({ limits: { perClient: 2 }, answer: (_, __, signal) => untilAborted(signal) })
  const { thread, run } = runOf(await take(await ask(url, 'one'), 1))
  expect(await failure(send(`${url}/chat`, { question: 'again', thread }))).toMatchObject({
    status: 409,
    code: 'conflict',
  })
  await take(await ask(url, 'two'), 1)
  const refused = await failure(send(`${url}/chat/stream`, { question: 'three' }))
  expect(refused).toMatchObject({ status: 429, code: 'rate_limited' })
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  await send(`${url}/chat/runs/${run}/cancel`, {})
  await take(await ask(url, 'three', { thread }), 1)
})

test('many requests at the same moment do not get more places than there are', async () => {
  const { url } = await startAgent({ limits: { perClient: 3 }, answer: (_, __, signal) => untilAborted(signal) })
  const asked = Array.from({ length: 12 }, (_, number) => send(`${url}/chat/stream`, { question: `q${number}` }))
  const statuses = (await Promise.all(asked)).map(({ status }) => status)
  expect(statuses.filter((status) => status === 200)).toHaveLength(3)
  expect(statuses.filter((status) => status === 429)).toHaveLength(9)
})

test('a silent stream shows that it is alive', async () => {
  const gate = gates()
  const { url } = await startAgent({ heartbeatMs: 20, answer: counting(1, () => gate.at(1)) })
  const comments: string[] = []
  const response = await send(`${url}/chat/stream`, { question: 'Wait' })
  const events = eventsOf(response, (line) => {
    comments.push(line)
    if (comments.length > 3) void gate.open(1)
  })
  expect(idsOf(await all(events))).toEqual([1, 2, 3])
  expect(comments.filter((line) => line.startsWith(':')).length).toBeGreaterThanOrEqual(3)
})

test('a reader that does not read holds no copy of what is said, and misses nothing', async () => {
  const gate = gates()
  const text = 'x'.repeat(50_000)
  const { url } = await startAgent({
    limits: { log: { events: 1000, bytes: 40_000_000 } },
    answer: async (_, say) => {
      await gate.at(1)
      for (let number = 0; number < 400; number++) say({ type: 'message_delta', text })
      return { reason: 'answered', verdict: null }
    },
  })
  const asker = new AbortController()
  const { run } = runOf(await take(await ask(url, 'Flood', {}, { signal: asker.signal }), 1))
  asker.abort()
  const path = `/chat/runs/${run}/events`
  const readers = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const outgoing = request(`${url}${path}`).end()
      const [incoming] = await once(outgoing, 'response')
      incoming.pause()
      return { outgoing, incoming }
    }),
  )
  const before = process.memoryUsage()
  await gate.open(1)
  await sleep(1000)
  const after = process.memoryUsage()
  // Twenty copies of 20 MB would be 400 MB; what the sockets and one log hold is a tenth of that.
  const grown = after.heapUsed + after.external - before.heapUsed - before.external
  expect(grown).toBeLessThan(150_000_000)
  for (const { outgoing } of readers) outgoing.destroy()
  const events = await all(eventsOf(await fetch(`${url}${path}`)))
  expect(textOf(events)).toHaveLength(400 * text.length)
})
