import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { HumanMessage } from '@langchain/core/messages'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openModel } from './open-model.ts'

/** An endpoint that streams these pieces, whatever it is asked. */
const startEndpoint = (...pieces: readonly object[]) => startBusyEndpoint({}, ...pieces)

/** The same, which answers the first requests with these codes. */
async function startBusyEndpoint({ codes = [] }: { codes?: readonly number[] }, ...pieces: readonly object[]) {
  let asked = 0
  const server = createServer((_, response) => {
    const code = codes[asked++]
    if (code !== undefined) {
      response.writeHead(code, { 'retry-after': '1' }).end('{}')
      return
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.end(pieces.map((piece) => `data: ${JSON.stringify(piece)}\n\n`).join(''))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const model = openModel({ apiKey: 'k', baseUrl: `http://127.0.0.1:${port}/v1`, name: 'raw', maxRetries: 1 })
  const ask = (signal = new AbortController().signal) =>
    model.reply([new HumanMessage('hi')], { tools: [], onText: () => {}, signal })
  return { ask, asked: () => asked }
}

const piece = (delta: object, finish: string | null = null) => ({
  id: 'x',
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta: { role: 'assistant', ...delta }, finish_reason: finish }],
})

test('a refusal is told apart from an answer', async () => {
  const { ask } = await startEndpoint(piece({ refusal: 'I will ' }), piece({ refusal: 'not.' }), piece({}, 'stop'))
  expect(await ask()).toMatchObject({ text: '', refusal: 'I will not.', calls: [] })
})

test('a stream that ends in good order before the model had is asked for again, and then an error', async () => {
  const { ask, asked } = await startEndpoint(piece({ content: 'The disk of' }))
  await expect(ask()).rejects.toMatchObject({ code: 'upstream', message: expect.stringContaining('cut off') })
  expect(asked()).toBe(2)
})

test('an error inside of a stream is an error', async () => {
  const { ask } = await startEndpoint({ error: { message: 'out of memory', type: 'server_error' } })
  await expect(ask()).rejects.toMatchObject({ code: 'upstream', message: expect.stringContaining('out of memory') })
})

test('calls without an id can be told apart', async () => {
  const call = (index: number) => ({ index, function: { name: 'look', arguments: '{}' } })
  const { ask } = await startEndpoint(piece({ tool_calls: [call(0), call(1)] }), piece({}, 'tool_calls'))
  const { calls } = await ask()
  expect(calls.map(({ args }) => args)).toEqual([{}, {}])
  expect(new Set(calls.map(({ id }) => id)).size).toBe(2)
})

test('an endpoint that is down for a moment is left alone for as long as it says', async () => {
  const { ask, asked } = await startBusyEndpoint({ codes: [503] }, piece({ content: 'Back.' }), piece({}, 'stop'))
  const began = performance.now()
  expect((await ask()).text).toBe('Back.')
  expect(performance.now() - began).toBeGreaterThan(990)
  expect(asked()).toBe(2)
})

test('an endpoint that stays down is not asked more often than it may be', async () => {
  const { ask, asked } = await startBusyEndpoint({ codes: [503, 502, 500] })
  await expect(ask()).rejects.toMatchObject({ code: 'upstream', message: expect.stringContaining('502') })
  expect(asked()).toBe(2)
})

test('whoever gives up does not wait until it may be asked again', async () => {
  const { ask, asked } = await startBusyEndpoint({ codes: [503, 503] })
  const leave = new AbortController()
  const answer = ask(leave.signal)
  const began = performance.now()
  await Promise.all([
    expect(answer).rejects.toMatchObject({ name: 'AbortError' }),
    vi.waitFor(() => expect(asked()).toBe(1)).then(() => setTimeout(() => leave.abort(), 100)),
  ])
  expect(performance.now() - began).toBeLessThan(900)
})
