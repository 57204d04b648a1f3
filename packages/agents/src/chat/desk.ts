import type { Runner } from '../analyst/run/create-runner.ts'
import type { Understood } from '../analyst/understand/understand.ts'
import type { SaidEvent, Turn } from '../answerer.ts'
import type { Fence } from './fence.ts'
import type { Reply } from './model/open-model.ts'
import type { Toolbox } from './toolbox.ts'

/** What the answer to one question may use up. */
export interface ChatBudget {
  /** Times that the model is asked, before it must answer. */
  steps: number
  seconds: number
  /** Tokens that the model reads and writes. */
  tokens: number
  /** Calls of tools. */
  calls: number
}

/** What one turn is worked on with. */
export interface Desk {
  turn: Turn
  say: (event: SaidEvent) => void
  voice: Voice
  runner: Runner
  toolbox: Toolbox
  understood: Understood
  fence: Fence
  meter: Meter
  /** Metrics that are drawn already. */
  drawn: Set<string>
  /** Of whoever asks; the runner's ends with the time as well. */
  signal: AbortSignal
}

/** Counts what a turn uses up. */
export interface Meter {
  /** A request of so many characters was answered. */
  count(sentCharacters: number, reply: Reply): void
  isOver(): boolean
  /** What the endpoint itself counted; undefined where it did not. */
  usage(): { input_tokens: number; output_tokens: number; calls: number } | undefined
}

// Of English text; only where an endpoint does not count.
const charactersOfToken = 4

export function createMeter({ steps, tokens }: Pick<ChatBudget, 'steps' | 'tokens'>): Meter {
  const told = { input_tokens: 0, output_tokens: 0 }
  let calls = 0
  let spent = 0
  return {
    count: (sentCharacters, { text, usage }) => {
      calls++
      spent +=
        usage === undefined
          ? Math.ceil((sentCharacters + text.length) / charactersOfToken)
          : usage.input_tokens + usage.output_tokens
      told.input_tokens += usage?.input_tokens ?? 0
      told.output_tokens += usage?.output_tokens ?? 0
    },
    isOver: () => calls >= steps || spent >= tokens,
    usage: () => (told.input_tokens + told.output_tokens > 0 ? { ...told, calls } : undefined),
  }
}

/** Says the answer, in paragraphs. */
export interface Voice {
  /** Goes on where it was. */
  add(text: string): void
  /** What follows is a new paragraph. */
  pause(): void
  /** Whether it is in the middle of a paragraph. */
  isSpeaking(): boolean
}

export function createVoice(say: (event: SaidEvent) => void): Voice {
  let hasSpoken = false
  let isPaused = false
  return {
    add: (text) => {
      if (text === '') return
      say({ type: 'message_delta', text: isPaused && hasSpoken ? `\n\n${text}` : text })
      hasSpoken = true
      isPaused = false
    },
    pause: () => {
      isPaused = true
    },
    isSpeaking: () => hasSpoken && !isPaused,
  }
}
