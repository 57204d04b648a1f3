import { type ChatEvent, chatEventSchema } from '@ocp-perf/agents/contract'
import { EventSourceParserStream } from 'eventsource-parser/stream'

/** A question as it was answered, with what is wrong about that; all times by `performance.now()`. */
export interface Answered {
  thread: string | undefined
  begun: number
  firstEvent: number
  ended: number
  events: number
  faults: readonly string[]
}

export interface Asking {
  /** Address of the agent. */
  url: string
  question: string
  thread: string | undefined
  /** The whole text that must come. */
  expected: string
  /** Leaves the stream after so many events and reads on. */
  cutAfter?: number | undefined
}

const answerMs = 60_000

/** Asks and reads to the end, by number: an event that is lost, doubled or not as the contract says is a fault. */
export async function askAndRead({ url, question, thread, expected, cutAfter }: Asking): Promise<Answered> {
  const begun = performance.now()
  const events: ChatEvent[] = []
  const faults: string[] = []
  let firstEvent = Number.NaN
  const take = async (response: Response, most = Number.POSITIVE_INFINITY) => {
    for await (const { id, event } of numberedEvents(response)) {
      if (events.length === 0) firstEvent = performance.now()
      if (id !== events.length + 1) faults.push(`event ${id} after event ${events.length}`)
      events.push(event)
      if (events.length >= most) return
    }
  }
  const signal = AbortSignal.timeout(answerMs)
  try {
    await take(
      await post(`${url}/chat/stream`, { question, ...(thread === undefined ? {} : { thread }) }, signal),
      cutAfter,
    )
    const start = events[0]
    if (start?.type === 'start' && events.at(-1)?.type !== 'done') {
      await take(await fetch(`${url}/chat/runs/${start.run}/events?after=${events.length}`, { signal }))
    }
  } catch (error) {
    // Whatever kept it from being read is what a soak looks for.
    faults.push(String(error))
  }
  const start = events[0]
  return {
    thread: start?.type === 'start' ? start.thread : thread,
    begun,
    firstEvent,
    ended: performance.now(),
    events: events.length,
    faults: [...faults, ...faultsOf(events, expected)],
  }
}

function faultsOf(events: readonly ChatEvent[], expected: string): string[] {
  const text = events.map((event) => (event.type === 'message_delta' ? event.text : '')).join('')
  const results = events.flatMap((event) => (event.type === 'tool_result' ? [event] : []))
  const last = events.at(-1)
  return [
    ...events.flatMap((event) => (event.type === 'error' ? [event.fault.message] : [])),
    ...(last?.type === 'done' && last.reason === 'answered' ? [] : [`ended with ${JSON.stringify(last)}`]),
    ...(text === expected ? [] : [`said ${JSON.stringify(text.slice(0, 200))}`]),
    ...(results.length === 2 && results.every(({ ok }) => ok) ? [] : [`${results.length} results of tools`]),
  ]
}

function post(url: string, body: unknown, signal: AbortSignal): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal,
  })
}

async function* numberedEvents(response: Response): AsyncGenerator<{ id: number; event: ChatEvent }> {
  if (response.status !== 200 || response.body === null) {
    throw new Error(`The agent answered ${response.status}: ${(await response.text()).slice(0, 200)}`)
  }
  const messages = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())
  for await (const { id, data } of messages) yield { id: Number(id), event: chatEventSchema.parse(JSON.parse(data)) }
}
