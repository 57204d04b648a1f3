import type { ChatRequest } from '@ocp-perf/agents/contract'
import { useEffect, useReducer, useRef, useState } from 'react'
import { createChatSession } from './chat-session.ts'
import { type ChatState, noChat, reduceChat } from './chat-state.ts'

export interface Chat {
  state: ChatState
  /** `inPlaceOf`: the turn that is shown no more, with all after it. */
  ask(request: ChatRequest, inPlaceOf: number | undefined): void
  stop(): void
  reload(): void
}

/** One conversation for as long as it is looked at. `onChange` is told when a thread begins and when an answer ends. */
export function useChat(thread: string | null, onChange: (thread: string | null) => void): Chat {
  const [state, dispatch] = useReducer(reduceChat, noChat)
  const shown = useRef<string | null>(null)
  const told = useRef(onChange)
  useEffect(() => {
    told.current = onChange
  }, [onChange])
  const [session] = useState(() =>
    createChatSession({
      dispatch,
      onThread: (id) => {
        shown.current = id
        told.current(id)
      },
      onEnd: () => told.current(null),
    }),
  )
  useEffect(() => {
    if (thread === shown.current) return
    shown.current = thread
    if (thread === null) {
      session.leave()
      dispatch({ type: 'opened', thread: null })
    } else {
      void session.open(thread)
    }
  }, [thread, session])
  useEffect(
    () => () => {
      session.leave()
      shown.current = null
    },
    [session],
  )
  return {
    state,
    ask: (request, inPlaceOf) => void session.ask(request, inPlaceOf),
    stop: () => void session.stop(state.turns.at(-1)?.run ?? null),
    reload: () => {
      if (thread !== null) void session.open(thread)
    },
  }
}
