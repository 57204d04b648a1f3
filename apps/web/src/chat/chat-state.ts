import type { ChatEvent, Fault } from '@ocp-perf/agents/contract'
import { applyEvent, newTurn, type Turn } from './turn.ts'

/** What is seen of one conversation. */
export interface ChatState {
  /** Null until the agent has given the thread its name. */
  thread: string | null
  title: string | null
  turns: readonly Turn[]
  activity: 'idle' | 'loading' | 'answering' | 'reconnecting' | 'stopping'
  /** Why there is no conversation, or no more of it. */
  fault: Fault | null
}

export type ChatAction =
  | { type: 'opened'; thread: string | null }
  | { type: 'loaded'; title: string; turns: readonly Turn[] }
  | { type: 'asked'; question: string; at: number; replaceFrom: number | undefined }
  | { type: 'resumed' }
  | { type: 'event'; event: ChatEvent }
  | { type: 'connection'; state: 'open' | 'lost' }
  | { type: 'stopping' }
  | { type: 'ended' }
  | { type: 'failed'; fault: Fault }

export const noChat: ChatState = { thread: null, title: null, turns: [], activity: 'idle', fault: null }

/** The one place where a conversation changes. */
export function reduceChat(state: ChatState, action: ChatAction): ChatState {
  switch (action.type) {
    case 'opened':
      return { ...noChat, thread: action.thread, activity: action.thread === null ? 'idle' : 'loading' }
    case 'loaded':
      return { ...state, title: action.title, turns: action.turns, activity: 'idle', fault: null }
    case 'asked': {
      const before = state.turns.slice(0, action.replaceFrom ?? state.turns.length)
      const turns = [...before, newTurn(action.question, action.at)]
      return { ...state, turns, activity: 'answering', fault: null }
    }
    case 'resumed':
      return { ...changeLast(state, ({ question, asked }) => newTurn(question, asked)), activity: 'answering' }
    case 'event': {
      const { event } = action
      const thread = event.type === 'start' ? event.thread : state.thread
      return { ...changeLast(state, (turn) => applyEvent(turn, event)), thread }
    }
    case 'connection':
      if (state.activity !== 'answering' && state.activity !== 'reconnecting') return state
      return { ...state, activity: action.state === 'open' ? 'answering' : 'reconnecting' }
    case 'stopping':
      return { ...state, activity: 'stopping' }
    case 'ended':
      return { ...state, activity: 'idle' }
    case 'failed':
      return { ...state, activity: 'idle', fault: action.fault }
  }
}

function changeLast(state: ChatState, change: (turn: Turn) => Turn): ChatState {
  const last = state.turns.at(-1)
  return last === undefined ? state : { ...state, turns: [...state.turns.slice(0, -1), change(last)] }
}
