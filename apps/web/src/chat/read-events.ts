import { type ChatEvent, chatEventSchema } from '@ocp-perf/agents/contract'
import { AppError } from '@ocp-perf/errors'
import { EventSourceParserStream } from 'eventsource-parser/stream'

/** An event of a run with its number, by which reading goes on after a cut. */
export interface NumberedEvent {
  id: number
  event: ChatEvent
}

/** The agent sends a sign of life more often than this; a longer silence is a cut that nobody told us of. */
const longestSilenceMs = 45_000

/** The events of a stream as they arrive. Events of a type that this page does not know are passed over. */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  silenceMs = longestSilenceMs,
): AsyncGenerator<NumberedEvent> {
  const bytes = withTimeLimit(body, silenceMs)
  const messages = bytes.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())
  const reader = messages.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const event = chatEventSchema.safeParse(parseJson(value.data))
      if (event.success) yield { id: Number(value.id ?? 0) || 0, event: event.data }
    }
  } finally {
    await reader.cancel().catch(() => {
      // It is over either way: the other end may have gone first.
    })
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // A line cut short by a proxy: the numbering shows the gap, and reading on brings the event again.
    return undefined
  }
}

function withTimeLimit(body: ReadableStream<Uint8Array>, silenceMs: number): ReadableStream<BufferSource> {
  const reader = body.getReader()
  return new ReadableStream({
    async pull(controller) {
      let timer: ReturnType<typeof setTimeout> | undefined
      const silence = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new AppError('timeout', 'The stream has gone silent.')), silenceMs)
      })
      try {
        const { done, value } = await Promise.race([reader.read(), silence])
        if (done) controller.close()
        else controller.enqueue(new Uint8Array(value))
      } finally {
        clearTimeout(timer)
      }
    },
    cancel: (reason) => reader.cancel(reason),
  })
}
