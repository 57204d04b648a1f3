import type { Fault, Range } from '@ocp-perf/agents/contract'
import { faultOf } from '../api/fault-of.ts'
import { useSettings } from '../app/settings.tsx'
import { useThreadChange, useThreads } from './use-threads.ts'

/** What the questions of a conversation are about. */
export interface ConversationScope {
  cluster: string | undefined
  range: Range
  /** What a question says of it: nothing while it is not known, since the thread knows. */
  asked: { cluster?: string; range?: Range }
  change(values: { cluster?: string; range?: Range }): void
  fault: Fault | null
}

/** The choice of a conversation, which is kept with it; a new one begins with that of the page. */
export function useConversationScope(thread: string | null): ConversationScope {
  const settings = useSettings()
  const { data } = useThreads()
  const { mutate, error } = useThreadChange(thread ?? '')
  const kept = data?.threads.find(({ id }) => id === thread)
  const cluster = kept?.cluster ?? settings.cluster ?? undefined
  const range = kept?.range ?? settings.range
  const isKnown = thread === null || kept !== undefined
  return {
    cluster,
    range,
    asked: isKnown ? { range, ...(cluster === undefined ? {} : { cluster }) } : {},
    change: thread === null ? settings.change : mutate,
    fault: error === null ? null : faultOf(error),
  }
}
