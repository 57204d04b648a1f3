import type { ToolAnswer } from '../../servers.ts'

/** What tools answered a moment ago, kept for each conversation. */
export interface Memo {
  recall(thread: string, question: string): ToolAnswer | undefined
  keep(thread: string, question: string, answer: ToolAnswer): void
}

const keptSeconds = 60

export function createMemo(now: () => number): Memo {
  const kept = new Map<string, { at: number; answer: ToolAnswer }>()
  const keyOf = (thread: string, question: string) => JSON.stringify([thread, question])
  const forget = () => {
    const oldest = now() - keptSeconds
    for (const [key, { at }] of kept) if (at < oldest) kept.delete(key)
  }
  return {
    recall: (thread, question) => {
      forget()
      return kept.get(keyOf(thread, question))?.answer
    },
    keep: (thread, question, answer) => {
      forget()
      kept.set(keyOf(thread, question), { at: now(), answer })
    },
  }
}
