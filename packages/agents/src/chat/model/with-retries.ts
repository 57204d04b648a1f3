import { setTimeout as delay } from 'node:timers/promises'
import { AppError } from '@ocp-perf/errors'

interface RetryOptions {
  retries: number
  signal: AbortSignal
}

const firstDelaySeconds = 0.5
// Whoever waits for an answer is told sooner.
const longestDelaySeconds = 30

/** Does something again that failed in passing: after as long as the other side says, else after a growing time. */
export async function withRetries<Result>(
  work: () => Promise<Result>,
  { retries, signal }: RetryOptions,
): Promise<Result> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof AppError) || !error.retryable || attempt >= retries) throw error
      const jitter = 0.75 + Math.random() / 2
      const seconds = error.retryAfterSeconds ?? firstDelaySeconds * 2 ** attempt * jitter
      if (seconds > longestDelaySeconds) throw error
      await delay(seconds * 1000, undefined, { signal })
    }
  }
}
