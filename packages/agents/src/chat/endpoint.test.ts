import { inspect } from 'node:util'
import { expect, test, vi } from 'vitest'
import { type ChatLab, key, looks, startLab } from '../testing/chat-lab.ts'
import { fails, says, wants } from '../testing/script-model.ts'

test('a model that declines is heard', async () => {
  const { ask } = await startLab({ steps: [{ answer: { content: '', finishReason: 'content_filter' } }] })
  const { text, reason, verdict } = await ask('why is etcd slow?')
  expect(text).toContain('withheld the answer')
  expect({ reason, verdict }).toEqual({ reason: 'answered', verdict: null })
})

test('an endpoint that is busy is asked again when it says so', async () => {
  const { ask, requests } = await startLab({ steps: [fails(429, 'slow down', { retryAfter: 1 }), says('Now.')] })
  const began = performance.now()
  expect((await ask('why is etcd slow?')).text).toBe('Now.')
  expect(performance.now() - began).toBeGreaterThan(990)
  expect(requests).toHaveLength(2)
})

test('an endpoint that wants to be left alone for long is not waited for', async () => {
  const { ask, requests } = await startLab({ steps: [fails(429, 'slow down', { retryAfter: 600 })] })
  await expect(ask('why is etcd slow?')).rejects.toMatchObject({ code: 'rate_limited', retryAfterSeconds: 600 })
  expect(requests).toHaveLength(1)
})

test('an answer that is cut off begins anew, which is said', async () => {
  const { ask } = await startLab({
    steps: [
      says('This answer is long enough to be cut off somewhere.', { cutAfter: 3, latency: 20 }),
      says('A slow disk.'),
    ],
  })
  const { text, reason } = await ask('why is etcd slow?')
  expect(text).toMatch(/^This answer.*\n\n\*The answer was cut off here and begins anew\.\*\n\nA slow disk\.$/)
  expect(reason).toBe('answered')
})

test('an answer that is cut off and goes on with calls says so too', async () => {
  const cut = says('This answer is long enough to be cut off somewhere.', { cutAfter: 3, latency: 20 })
  const { ask } = await startLab({ steps: [cut, looks, says('A slow disk.')] })
  const { text } = await ask('why is etcd slow?')
  expect(text).toMatch(/^This answer.*\n\n\*The answer was cut off here and begins anew\.\*\n\nA slow disk\.$/)
})

test('an answer that is cut off every time is an error that says so, and no half call is made', async () => {
  const cut = {
    ...wants(['diagnose_etcd', { duration: '1h', cluster: 'a cluster with a long name' }]),
    cutAfter: 4,
    latency: 20,
  }
  const { ask, sent } = await startLab({ steps: [cut], model: { maxRetries: 1 } })
  await expect(ask('why is etcd slow?')).rejects.toMatchObject({
    code: 'upstream',
    message: expect.stringContaining('cut off'),
  })
  expect(sent).toEqual([])
})

test.each([
  ['a wrong key', fails(401, `Incorrect API key provided: ${key}.`), 'unauthorized', 'OPENAI_API_KEY'],
  ['an unknown model', fails(404, 'no such model', { code: 'model_not_found' }), 'not_found', 'MODEL'],
  ['an empty account', fails(429, 'quota', { code: 'insufficient_quota' }), 'rate_limited', 'OPENAI_API_KEY'],
  ['a refused request', fails(400, `bad thing with ${key}`), 'upstream', 'MODEL_TEMPERATURE'],
])(
  '%s is said with the variable to correct, is not tried again, and the key is nowhere',
  async (_, step, code, variable) => {
    const { ask, requests, events, log } = await startLab({ steps: [step] })
    const error = await ask('why is etcd slow?').catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code, hint: expect.stringContaining(variable) })
    expect(requests).toHaveLength(1)
    for (const seen of [error, events, log.lines]) expect(inspect(seen, { depth: 20 })).not.toContain(key)
  },
)

test('the key is in no event and no log of an answer, nor in the agent itself', async () => {
  const { ask, events, log, agent, requests } = await startLab({ steps: [looks, says('A slow disk.')] })
  await ask('why is etcd slow?')
  for (const seen of [events, log.lines, agent, requests]) expect(inspect(seen, { depth: 20 })).not.toContain(key)
})

test('an endpoint that is not there is said, with the variable that names it', async () => {
  const { ask } = await startLab({
    steps: [says('')],
    model: { baseUrl: 'http://user:s3cret@127.0.0.1:9/v1', maxRetries: 0 },
  })
  const error = await ask('why is etcd slow?').catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'unreachable', hint: expect.stringContaining('OPENAI_BASE_URL') })
  expect(String(error)).not.toContain('s3cret')
})

test('an endpoint that falls silent is not waited for beyond its time', async () => {
  const { ask } = await startLab({
    steps: [says('Never said.', { latency: 5000 })],
    model: { timeoutMs: 200, maxRetries: 0 },
  })
  await expect(ask('why is etcd slow?')).rejects.toMatchObject({ code: 'timeout' })
})

test.each<[string, ChatLab, (lab: Awaited<ReturnType<typeof startLab>>) => void]>([
  [
    'while the model speaks',
    { steps: [says('A long answer that goes on.', { latency: 200 })] },
    ({ requests }) => expect(requests).toHaveLength(1),
  ],
  [
    'while a tool works',
    { steps: [looks], diagnose: () => new Promise(() => {}) },
    ({ asked }) => expect(asked).toHaveLength(1),
  ],
  [
    'while it waits to ask again',
    { steps: [fails(429, 'later', { retryAfter: 20 })] },
    ({ requests }) => expect(requests).toHaveLength(1),
  ],
])('an answer that is given up %s rejects with the reason at once', async (_, given, hasBegun) => {
  const lab = await startLab(given)
  const leave = new AbortController()
  const reason = new DOMException('enough', 'AbortError')
  const answer = lab.ask('why is etcd slow?', {}, leave.signal)
  let left = 0
  await Promise.all([
    expect(answer).rejects.toBe(reason),
    vi
      .waitFor(() => hasBegun(lab), { timeout: 5000 })
      .then(() => {
        left = performance.now()
        leave.abort(reason)
      }),
  ])
  expect(performance.now() - left).toBeLessThan(1000)
})
