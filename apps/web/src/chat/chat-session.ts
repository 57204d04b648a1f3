import type { ChatEvent, ChatRequest } from '@ocp-perf/agents/contract'
import { agent } from '../api/agent.ts'
import { faultOf } from '../api/fault-of.ts'
import type { ChatAction } from './chat-state.ts'
import { askQuestion, followRun } from './follow-run.ts'
import { turnOf } from './turn.ts'

/** Reads one conversation at a time, and tells what becomes of it. */
export interface ChatSession {
  /** Shows a conversation, and reads on where an answer is still being written. */
  open(thread: string): Promise<void>
  /** `inPlaceOf`: the turn that is shown no more, with all after it. */
  ask(request: ChatRequest, inPlaceOf: number | undefined): Promise<void>
  /** Ends the run; where the agent does not answer to that, the page no longer waits for it. */
  stop(run: string | null): Promise<void>
  /** Reads no more. The agent goes on with what it is doing. */
  leave(): void
}

export interface ChatSessionOptions {
  dispatch(action: ChatAction): void
  /** Told the thread when its answer begins. */
  onThread(thread: string): void
  /** Told when an answer has been read to its end. */
  onEnd(): void
}

/** How long the agent may take to end a run that was stopped. */
const patienceMs = 5000

export function createChatSession({ dispatch, onThread, onEnd }: ChatSessionOptions): ChatSession {
  let reading: AbortController | undefined

  const leave = () => reading?.abort()
  const begin = (): AbortSignal => {
    leave()
    reading = new AbortController()
    return reading.signal
  }
  const onConnection = (state: 'open' | 'lost') => dispatch({ type: 'connection', state })

  async function read(events: AsyncIterable<ChatEvent>, signal: AbortSignal): Promise<void> {
    for await (const event of events) {
      if (signal.aborted) return
      dispatch({ type: 'event', event })
      if (event.type === 'start') onThread(event.thread)
    }
    dispatch({ type: 'ended' })
  }

  /** Whatever goes wrong while reading is shown in the conversation, unless it is no longer looked at. */
  async function guard(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (!signal.aborted) dispatch({ type: 'failed', fault: faultOf(error) })
    }
    if (!signal.aborted) onEnd()
  }

  function open(thread: string): Promise<void> {
    const signal = begin()
    dispatch({ type: 'opened', thread })
    return guard(signal, async () => {
      const { thread: found, turns } = await agent.conversation(thread, signal)
      const known = turns.map(({ question, asked, events }) => turnOf(question, asked, events))
      dispatch({ type: 'loaded', title: found.title, turns: known })
      const running = turns.at(-1)?.running ?? null
      if (running === null) return
      dispatch({ type: 'resumed' })
      await read(followRun(running, 0, { signal, onConnection }), signal)
    })
  }

  function ask(request: ChatRequest, inPlaceOf: number | undefined): Promise<void> {
    const signal = begin()
    dispatch({ type: 'asked', question: request.question, at: Date.now() / 1000, replaceFrom: inPlaceOf })
    return guard(signal, () => read(askQuestion(request, { signal, onConnection }), signal))
  }

  async function stop(run: string | null): Promise<void> {
    const stopped = reading
    if (stopped === undefined) return
    const giveUp = () => {
      if (stopped.signal.aborted || stopped !== reading) return
      leave()
      dispatch({ type: 'ended' })
    }
    if (run === null) {
      giveUp()
      return
    }
    dispatch({ type: 'stopping' })
    const patience = setTimeout(giveUp, patienceMs)
    try {
      await agent.cancelRun(run)
    } catch (error) {
      clearTimeout(patience)
      giveUp()
      dispatch({ type: 'failed', fault: faultOf(error) })
    }
  }

  return { open, ask, stop, leave }
}
