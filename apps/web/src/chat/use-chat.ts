import type { ChatRequest } from '@ocp-perf/agents/contract'
import { useEffect, useReducer, useRef, useState } from 'react'
import { createChatSession } from './chat-session.ts'
import { type ChatState, noChat, reduceChat } from './chat-state.ts'

export interface Chat {
  state: ChatState
  ask(request: ChatRequest): void
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
    ask: (request) => void session.ask(request),
    stop: () => void session.stop(state.turns.at(-1)?.run ?? null),
    reload: () => {
      if (thread !== null) void session.open(thread)
    },
  }
}
