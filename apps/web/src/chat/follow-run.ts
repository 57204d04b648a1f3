import type { ChatEvent, ChatRequest } from '@ocp-perf/agents/contract'
import { AppError } from '@ocp-perf/errors'
import { send } from '../api/request.ts'
import { type NumberedEvent, readEvents } from './read-events.ts'

/** Told when the connection is lost and when it is there again. */
type OnConnection = (state: 'open' | 'lost') => void

export interface Follow {
  signal: AbortSignal
  onConnection?: OnConnection
  /** Waits before each further try, milliseconds. */
  pausesMs?: readonly number[]
}

const usualPausesMs = [300, 1000, 2000, 4000, 8000, 15_000, 30_000]

/** Asks a question and yields what the run says, to its end, through whatever cuts of the connection. */
export async function* askQuestion(question: ChatRequest, follow: Follow): AsyncGenerator<ChatEvent> {
  let reached = 0
  let run: string | undefined
  const { signal } = follow
  const response = await send('chat/stream', {
    method: 'POST',
    body: question,
    headers: { accept: 'text/event-stream' },
    signal,
    timeoutMs: 60_000,
  })
  for await (const { id, event } of untilCut(response, signal)) {
    reached = Math.max(reached, id)
    if (event.type === 'start') run = event.run
    yield event
    if (event.type === 'done') return
  }
  if (run === undefined) throw lostBeforeStart()
  yield* followRun(run, reached, follow)
}

/** Yields what a run says after the event of number `after`, to its end, through whatever cuts of the connection. */
export async function* followRun(run: string, after: number, follow: Follow): AsyncGenerator<ChatEvent> {
  const { signal, onConnection, pausesMs = usualPausesMs } = follow
  let reached = after
  let tries = 0
  for (;;) {
    try {
      const response = await send(`chat/runs/${encodeURIComponent(run)}/events?after=${reached}`, {
        headers: { accept: 'text/event-stream', 'last-event-id': String(reached) },
        signal,
      })
      onConnection?.('open')
      for await (const { id, event } of untilCut(response, signal)) {
        if (id !== 0 && id <= reached) continue
        reached = Math.max(reached, id)
        tries = 0
        yield event
        if (event.type === 'done') return
      }
    } catch (error) {
      if (signal.aborted || !(error instanceof AppError) || !error.retryable) throw error
    }
    const pauseMs = pausesMs[tries++]
    if (pauseMs === undefined) throw lostForGood()
    onConnection?.('lost')
    await pause(pauseMs, signal)
  }
}

/** Events until the stream ends or breaks; a break is no error here, since reading on mends it. */
async function* untilCut(response: Response, signal: AbortSignal): AsyncGenerator<NumberedEvent> {
  if (response.body === null) return
  const events = readEvents(response.body)
  try {
    for (;;) {
      const { done, value } = await events.next()
      if (done) return
      yield value
    }
  } catch (error) {
    if (signal.aborted) throw error
  } finally {
    await events.return(undefined)
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', end)
      resolve()
    }, ms)
    signal.addEventListener('abort', end, { once: true })
  })
}

const lostBeforeStart = () =>
  new AppError('unreachable', 'The connection was cut before the agent began to answer.', {
    hint: 'Ask again.',
  })

const lostForGood = () =>
  new AppError('unreachable', 'The connection to the agent is lost.', {
    hint: 'The agent may still be answering: reload the page once it can be reached again.',
  })
