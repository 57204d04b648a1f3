import type { ChatEvent } from '@ocp-perf/agents/contract'
import { expect, test } from 'vitest'
import { collect } from '../testing/collect.ts'
import { type NumberedEvent, readEvents } from './read-events.ts'

const delta = (text: string): ChatEvent => ({ type: 'message_delta', text })
const message = (id: number, event: unknown) => `id: ${id}\nevent: x\ndata: ${JSON.stringify(event)}\n\n`

function streamOf(...chunks: Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })
}

const all = (stream: ReadableStream<Uint8Array>): Promise<NumberedEvent[]> => collect(readEvents(stream))

test('an event that arrives byte by byte, with letters of several bytes, is read whole', async () => {
  const bytes = new TextEncoder().encode(message(1, delta('Größe 5 µs')))
  const chunks = [...bytes].map((byte) => Uint8Array.of(byte))
  expect(await all(streamOf(...chunks))).toEqual([{ id: 1, event: delta('Größe 5 µs') }])
})

test('signs of life, unknown events and broken data are passed over', async () => {
  const text = `: ping\n\n${message(1, { type: 'from_the_future' })}id: 2\ndata: {"type":\n\n${message(3, delta('on'))}`
  expect(await all(streamOf(new TextEncoder().encode(text)))).toEqual([{ id: 3, event: delta('on') }])
})

test('an event that was cut off in its middle is not reported', async () => {
  const text = `${message(1, delta('a'))}${message(2, delta('b')).slice(0, -9)}`
  expect(await all(streamOf(new TextEncoder().encode(text)))).toHaveLength(1)
})

test('a stream that has gone silent ends with a timeout', async () => {
  const silent = new ReadableStream<Uint8Array>()
  await expect(readEvents(silent, 30).next()).rejects.toMatchObject({ code: 'timeout', retryable: true })
})
