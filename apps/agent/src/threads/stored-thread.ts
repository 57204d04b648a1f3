import { chatEventSchema, rangeSchema, type Thread } from '@ocp-perf/agents/contract'
import { z } from 'zod'

const threadId = /^[0-9a-f]{16}$/
const runId = /^([0-9a-f]{16})-[0-9a-f]{8}$/

/** A thread's own file: what it is called, and its turns in their order, each a file named after its run. */
export const storedThreadSchema = z.object({
  id: z.string().regex(threadId),
  title: z.string(),
  created: z.number(),
  updated: z.number(),
  /** What its questions are about; threads of before threads had a choice have none. */
  cluster: z.string().nullable().default(null),
  range: rangeSchema.nullable().default(null),
  turns: z.array(z.string().regex(runId)),
})
export type StoredThread = z.infer<typeof storedThreadSchema>

/** One question with all that was said to it. Without a `done` at its end it was cut off. */
export const storedTurnSchema = z.object({
  run: z.string(),
  question: z.string(),
  asked: z.number(),
  cluster: z.string().optional(),
  range: rangeSchema.optional(),
  events: z.array(chatEventSchema),
})
export type StoredTurn = z.infer<typeof storedTurnSchema>

export function isThreadId(text: string): boolean {
  return threadId.test(text)
}

/** The thread that a run belongs to, which its name tells; undefined for what is no run's name. */
export function threadOfRun(run: string): string | undefined {
  return runId.exec(run)?.[1]
}

export function threadOf({ turns, ...thread }: StoredThread): Thread {
  return { ...thread, turns: turns.length }
}
