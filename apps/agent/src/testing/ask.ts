import { type ChatEvent, chatEventSchema } from '@ocp-perf/agents/contract'
import { z } from 'zod'

export interface Received {
  id: number
  event: ChatEvent
}

const asJson = { 'content-type': 'application/json' }

/** Sends JSON; without a method by POST. */
export function send(url: string, body: unknown, init: RequestInit = {}): Promise<Response> {
  return fetch(url, { method: 'POST', body: JSON.stringify(body), ...init, headers: { ...asJson, ...init.headers } })
}

/** Asks a question and reads the events as they come. */
export async function ask(url: string, question: string, more: object = {}, init: RequestInit = {}) {
  return eventsOf(await send(`${url}/chat/stream`, { question, ...more }, init))
}

/** Reads an event stream, each event by the contract's own schema. What is no event is given to `onComment`. */
export async function* eventsOf(response: Response, onComment: (line: string) => void = () => {}) {
  if (response.body === null || response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`)
  let rest = ''
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const frames = (rest + chunk).split('\n\n')
    rest = frames.pop() ?? ''
    for (const frame of frames) {
      const fields = new Map(
        frame.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
      )
      const data = fields.get('data')
      if (data === undefined) onComment(frame)
      else yield received(fields.get('event'), fields.get('id'), data)
    }
  }
}

function received(type: string | undefined, id: string | undefined, data: string): Received {
  const event = chatEventSchema.parse(JSON.parse(data))
  if (event.type !== type) throw new Error(`named ${type}, is ${event.type}`)
  return { id: Number(id), event }
}

/** All that is left of a stream. */
export async function all(events: AsyncIterable<Received>): Promise<Received[]> {
  const found: Received[] = []
  for await (const each of events) found.push(each)
  return found
}

/** The next `count` events; the stream stays open. */
export async function take(events: AsyncIterator<Received>, count: number): Promise<Received[]> {
  const found: Received[] = []
  while (found.length < count) {
    const { value, done } = await events.next()
    if (done === true) throw new Error(`the stream ended after ${found.length}`)
    found.push(value)
  }
  return found
}

const errorSchema = z.object({ code: z.string(), message: z.string(), hint: z.string() })

/** The status and the report of a request that must fail. */
export async function failure(response: Promise<Response>) {
  const answered = await response
  return { status: answered.status, headers: answered.headers, ...errorSchema.parse(await answered.json()) }
}
