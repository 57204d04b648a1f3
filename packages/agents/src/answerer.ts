import type { ChatEvent, Range } from './contract/index.ts'

/** One turn that was answered before, as far as an answer may rest on it. */
export interface EarlierTurn {
  question: string
  /** The answer's Markdown. */
  answer: string
}

export interface Turn {
  thread: string
  question: string
  earlier: readonly EarlierTurn[]
  cluster: string | undefined
  range: Range | undefined
  /** Whose clock the question is read by: an IANA zone or an offset; the agent's own where it is undefined. */
  timeZone: string | undefined
}

/** All that an answerer says; `start` and `done` are said by whoever runs it. */
export type SaidEvent = Exclude<ChatEvent, { type: 'start' | 'done' }>

export interface Answered {
  reason: 'answered' | 'budget'
  /** The worst that was found, where something was judged. */
  verdict: (ChatEvent & { type: 'done' })['verdict']
}

/** Answers questions: the analyst without a model, or a chat agent with one. Both are graphs over the same servers. */
export interface Answerer {
  /** Null for the analyst. */
  model: string | null
  /** Loads and looks up what the first answer would else wait for; nothing comes of it where that fails. */
  prepare?(signal: AbortSignal): Promise<void>
  /** Says events as they happen; rejects with the signal's reason when it is aborted, or with an `AppError`. */
  answer(turn: Turn, say: (event: SaidEvent) => void, signal: AbortSignal): Promise<Answered>
}
