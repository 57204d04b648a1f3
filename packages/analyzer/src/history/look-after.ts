import { isAbort } from '@ocp-perf/errors'
import type { History, RetentionPolicy } from '@ocp-perf/storage'

export interface LookAfterOptions {
  /** Undefined where no history is kept. */
  history: () => History | undefined
  policy: RetentionPolicy
  /** Told of what is not the history's own failure. */
  onBug: (error: unknown) => void
  everyMs?: number | undefined
}

const minute = 60_000

/** Looks after a history each minute, beside the calls. Gives what ends that. */
export function lookAfter({ history, policy, onBug, everyMs = minute }: LookAfterOptions): () => Promise<void> {
  const ending = new AbortController()
  let running: Promise<void> | undefined
  const look = async () => {
    try {
      await history()?.keepUp(policy, ending.signal)
    } catch (error) {
      // The history tells its own failures by its status.
      if (!isAbort(error)) onBug(error)
    }
  }
  const timer = setInterval(() => {
    running ??= look().finally(() => {
      running = undefined
    })
  }, everyMs).unref()
  return async () => {
    clearInterval(timer)
    ending.abort()
    await running
  }
}
